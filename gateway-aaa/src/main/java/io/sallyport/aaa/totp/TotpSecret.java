package io.sallyport.aaa.totp;

import io.sallyport.aaa.UserName;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;

/** What an authenticator app and the gateway both know, and the codes that come of it. */
public final class TotpSecret {
    /** RFC 4226, section 4, R6: at least 128 bits, better 160. */
    private static final int MIN_LENGTH = 16;

    private static final int NEW_LENGTH = 20;
    private static final int MAX_LENGTH = 64;

    static final int DIGITS = 6;
    private static final int MODULUS = 1_000_000;

    private static final String ISSUER = "Sallyport";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes;

    private TotpSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    public static TotpSecret random() {
        byte[] bytes = new byte[NEW_LENGTH];
        RANDOM.nextBytes(bytes);
        return new TotpSecret(bytes);
    }

    /** Empty if it is not 16..64 bytes in hex. */
    public static Optional<TotpSecret> ofHex(String hex) {
        int length = hex.length() / 2;
        if (hex.length() % 2 != 0 || length < MIN_LENGTH || length > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TotpSecret(HexFormat.of().parseHex(hex)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** For the store alone. */
    String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** As it is typed into an app that scans nothing. */
    public String base32() {
        return new Base32().encodeAsString(bytes).replace("=", "");
    }

    /** As apps scan it. Google's "Key URI Format", which all of them read. */
    public String uri(UserName user) {
        return "otpauth://totp/" + ISSUER + ":" + escaped(user.text()) + "?secret=" + base32() + "&issuer=" + ISSUER
                + "&algorithm=SHA1&digits=" + DIGITS + "&period=" + Codes.STEP.toSeconds();
    }

    /** HOTP of RFC 4226, section 5.3: six ASCII digits. */
    byte[] code(long counter) {
        byte[] hmac = hmacSha1(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
        int offset = hmac[hmac.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(hmac).getInt(offset) & 0x7fff_ffff;
        return String.format(Locale.ROOT, "%06d", truncated % MODULUS).getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] hmacSha1(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes, "HmacSHA1"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA1", e);
        }
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "***";
    }
}

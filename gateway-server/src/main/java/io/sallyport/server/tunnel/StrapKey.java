package io.sallyport.server.tunnel;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key by which a client shows that its CONNECT comes from where its sign-in came from: Cisco's Session Token Re-use Anchor
 * Protocol. The first is announced while signing in; each CONNECT is signed with the one before and announces the next.
 *
 * <p>That a signature is wrong does not make a client a thief: openconnect 9.00 to 9.12 binds its signature to something else than
 * the exporter in TLS 1.3 (its issue 659), and in TLS 1.2 nobody here knows what it was bound to. Who is to be turned away is for
 * the caller to say.
 */
public final class StrapKey {
    /** Of RFC 9266, without context: what a signature is bound to in TLS 1.3. */
    public static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding";

    public static final int EXPORTER_LENGTH = 32;

    /** Of every SubjectPublicKeyInfo with an uncompressed point on P-256. */
    private static final byte[] P256_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final int ENCODED_LENGTH = 91;
    private static final int LONGEST_SIGNATURE = 72; // two numbers of 33 bytes, in DER

    private final byte[] encoded;
    private final PublicKey key;

    private StrapKey(byte[] encoded, PublicKey key) {
        this.encoded = encoded;
        this.key = key;
    }

    /** @param header value of {@code X-AnyConnect-STRAP-Pubkey}; empty if it is no key on P-256 */
    public static Optional<StrapKey> parse(String header) {
        Optional<byte[]> bytes = base64(header, ENCODED_LENGTH)
                .filter(encoded -> encoded.length == ENCODED_LENGTH
                        && Arrays.equals(encoded, 0, P256_PREFIX.length, P256_PREFIX, 0, P256_PREFIX.length));
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes.get()));
            return Optional.of(new StrapKey(bytes.get(), key));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // no point of the curve
        }
    }

    /**
     * Whether this key, the one before, has signed a CONNECT.
     *
     * @param exported by the CONNECT's TLS connection, under {@link #EXPORTER_LABEL}
     * @param next what the CONNECT announces
     * @param header value of {@code X-AnyConnect-STRAP-Verify}
     */
    public boolean hasSigned(byte[] exported, StrapKey next, String header) {
        Optional<byte[]> signature = base64(header, LONGEST_SIGNATURE);
        if (signature.isEmpty()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(key);
            verifier.update(exported);
            verifier.update(next.encoded);
            return verifier.verify(signature.get());
        } catch (GeneralSecurityException e) {
            return false; // no signature at all
        }
    }

    /** As a client would announce it. */
    public String text() {
        return Base64.getEncoder().encodeToString(encoded);
    }

    private static Optional<byte[]> base64(String text, int longest) {
        if (text.length() > (longest + 2) / 3 * 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

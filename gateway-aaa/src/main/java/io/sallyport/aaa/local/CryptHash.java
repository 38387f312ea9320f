package io.sallyport.aaa.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.jspecify.annotations.Nullable;

/**
 * A hash of crypt(3) from an ocpasswd file: MD5 ({@code $1$}), SHA-256 ({@code $5$}) or SHA-512 ({@code $6$}). Always outdated.
 *
 * <p>DES is refused: it looks at eight characters of a password.
 */
final class CryptHash implements PasswordHash {
    /** The default is 5,000. A million takes a second of CPU time, and that for everybody who knows the user's name. */
    private static final int MAX_ROUNDS = 500_000;

    /** Below this crypt(3) itself would have written 1000, so such a hash is nobody's. */
    private static final int MIN_ROUNDS = 1000;

    private static final Pattern FORM = Pattern.compile("\\$(?:"
            + "1\\$[./0-9A-Za-z]{1,8}\\$[./0-9A-Za-z]{22}"
            + "|5\\$(?:rounds=(?<r5>[0-9]{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{43}"
            + "|6\\$(?:rounds=(?<r6>[0-9]{1,9})\\$)?[./0-9A-Za-z]{1,16}\\$[./0-9A-Za-z]{86})");

    private final String text;

    private CryptHash(String text) {
        this.text = text;
    }

    static Optional<CryptHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() && isBearable(form.group("r5")) && isBearable(form.group("r6"))
                ? Optional.of(new CryptHash(text))
                : Optional.empty();
    }

    /** Matches no password, but takes the time of what ocpasswd writes. */
    static CryptHash decoy() {
        return new CryptHash("$5$decoy$" + "/".repeat(43));
    }

    @Override
    public boolean matches(Password password) {
        String again = switch (text.charAt(1)) {
            case '1' -> Md5Crypt.md5Crypt(password.bytes(), text);
            case '5' -> Sha2Crypt.sha256Crypt(password.bytes(), text);
            case '6' -> Sha2Crypt.sha512Crypt(password.bytes(), text);
            default -> throw new AssertionError("the pattern knows three kinds");
        };
        return MessageDigest.isEqual(
                again.getBytes(StandardCharsets.US_ASCII), text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean isOutdated() {
        return true;
    }

    @Override
    public String text() {
        return text;
    }

    private static boolean isBearable(@Nullable String rounds) {
        if (rounds == null) {
            return true;
        }
        int count = Integer.parseInt(rounds);
        return count >= MIN_ROUNDS && count <= MAX_ROUNDS;
    }
}

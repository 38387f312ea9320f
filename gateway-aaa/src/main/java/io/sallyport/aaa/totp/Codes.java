package io.sallyport.aaa.totp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/** Which code is right when: RFC 6238, with a clock that may be half a minute off either way. */
final class Codes {
    static final Duration STEP = Duration.ofSeconds(30);
    private static final int WINDOW = 1;

    private Codes() {}

    static long counterAt(Instant now) {
        return Math.floorDiv(now.getEpochSecond(), STEP.toSeconds());
    }

    /**
     * The counter whose code this is. Takes the same time whichever it is, and if it is none.
     *
     * @param typed whatever a client has sent; apps show a gap in the middle, so spaces do not count
     */
    static OptionalLong counterOf(TotpSecret secret, String typed, Instant now) {
        byte[] code = typed.length() > 2 * TotpSecret.DIGITS
                ? new byte[0]
                : typed.replace(" ", "").getBytes(StandardCharsets.UTF_8);
        long middle = counterAt(now);
        long found = -1;
        for (long counter = middle - WINDOW; counter <= middle + WINDOW; counter++) {
            found = MessageDigest.isEqual(secret.code(counter), code) ? counter : found;
        }
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
    }
}

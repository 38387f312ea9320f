package io.sallyport.server.session;

import io.sallyport.config.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Makes what clients present as proof: 256 random bits in an alphabet that every client carries unharmed.
 *
 * <p>openconnect 9.01 loses a cookie with {@code =} in it; {@code ;}, {@code ,} and space end one.
 */
public final class SessionToken {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private SessionToken() {}

    /** 43 characters of {@code A-Z a-z 0-9 - _}. */
    public static Secret next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(ENCODER.encodeToString(bytes));
    }

    /** As many bits in 64 hexadecimal digits. */
    public static String nextHex() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** A session's name in logs and verbs: a random positive number, which Cisco's clients expect to be decimal. */
    static String nextId() {
        return Integer.toString(RANDOM.nextInt(1, Integer.MAX_VALUE));
    }
}

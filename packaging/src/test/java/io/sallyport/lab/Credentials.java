package io.sallyport.lab;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What a user of the lab signs in with. */
public record Credentials(String user, String password) {
    private static final int PASSWORD_BYTES = 8;

    /** With a password that nobody knows yet. */
    public static Credentials random(String user) {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Credentials(user, HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return user;
    }
}

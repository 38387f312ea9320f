package io.sallyport.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not be printed. It compares in constant time and shows nothing of itself. */
public final class Secret {
    private final String text;

    public Secret(String text) {
        this.text = text;
    }

    /** The text itself, for the one place that needs it. */
    public String reveal() {
        return text;
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8), secret.text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return 0; // a hash would tell something
    }

    @Override
    public String toString() {
        return "***";
    }
}

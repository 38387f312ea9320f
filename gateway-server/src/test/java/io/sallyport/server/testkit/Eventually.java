package io.sallyport.server.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens on other threads. */
public final class Eventually {
    /** How long anything may take here; much longer than it does. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN = Duration.ofMillis(5);

    /** Something that may not be so yet. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    private Eventually() {}

    /** @param what a sentence for the failure */
    public static void holds(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - deadline >= 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }
}

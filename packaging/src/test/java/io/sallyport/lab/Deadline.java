package io.sallyport.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A moment by which something must have happened. */
public final class Deadline {
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final Duration limit;
    private final long endNanos;

    private Deadline(Duration limit) {
        this.limit = limit;
        this.endNanos = System.nanoTime() + limit.toNanos();
    }

    public static Deadline in(Duration limit) {
        return new Deadline(limit);
    }

    /** Zero or less when it has passed. */
    public long nanosLeft() {
        return endNanos - System.nanoTime();
    }

    /**
     * Looks again and again until {@code condition} holds.
     *
     * @param what completes "waited 5 s for ..."
     * @throws LabFailure when the moment has passed
     */
    public void await(String what, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (nanosLeft() <= 0) {
                throw missed(what);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new LabFailure("interrupted while waiting for " + what);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    LabFailure missed(String what) {
        return new LabFailure("waited " + limit.toMillis() / 1000.0 + " s for " + what);
    }
}

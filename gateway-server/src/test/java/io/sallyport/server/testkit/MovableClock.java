package io.sallyport.server.testkit;

import io.sallyport.server.session.SessionClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's time, or later. It never stands still, so that what polls it needs no special treatment. */
public final class MovableClock {
    private final AtomicLong aheadNanos = new AtomicLong();

    /** Makes it later at once. */
    public void advance(Duration by) {
        aheadNanos.addAndGet(by.toNanos());
    }

    SessionClock asSessionClock() {
        return new SessionClock(
                () -> Instant.now().plusNanos(aheadNanos.get()), () -> System.nanoTime() + aheadNanos.get());
    }
}

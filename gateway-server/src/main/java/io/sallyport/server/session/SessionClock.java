package io.sallyport.server.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two times that sessions live by.
 *
 * @param calendar what absolute deadlines are kept in: they hold over restarts
 * @param ticker for how long something has been so; no clock step touches it
 */
public record SessionClock(InstantSource calendar, LongSupplier ticker) {

    /** The machine's own. */
    public static SessionClock system() {
        return new SessionClock(InstantSource.system(), System::nanoTime);
    }

    Instant now() {
        return calendar.instant();
    }

    long nanos() {
        return ticker.getAsLong();
    }
}

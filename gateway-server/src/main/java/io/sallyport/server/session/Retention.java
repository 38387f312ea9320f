package io.sallyport.server.session;

import io.sallyport.aaa.session.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets sessions that have ended long ago, so that the store does not grow for ever. Confined to one thread. */
public final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    /** Long enough to ask who had an address last month. */
    private static final Duration KEPT = Duration.ofDays(90);

    private static final Duration BETWEEN = Duration.ofHours(1);

    private final SessionStore store;
    private final InstantSource clock;
    private Instant next;

    public Retention(SessionStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.next = clock.instant();
    }

    /** Called every second. */
    public void tick() {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(BETWEEN);
        store.forgetEndedBefore(now.minus(KEPT)).whenComplete((count, failure) -> {
            if (failure != null) {
                log.warn("ended sessions not forgotten: detail={}", failure.getMessage());
            } else if (count > 0) {
                log.info("ended sessions forgotten: count={}", count);
            }
        });
    }
}

package io.sallyport.server.boot;

import io.sallyport.server.session.Sessions;
import java.time.Duration;

/** The time between the wish to stop and the stop: it passes faster when nobody needs it. */
final class Drain {
    private static final long LOOK_MILLIS = 100;

    private final Sessions sessions;
    private final Lifecycle lifecycle;

    Drain(Sessions sessions, Lifecycle lifecycle) {
        this.sessions = sessions;
        this.lifecycle = lifecycle;
    }

    /** @return whether all tunnels have ended by themselves */
    boolean until(Duration patience) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (sessions.population().join().tunnels() > 0) {
            if (System.nanoTime() - deadlineNanos >= 0 || lifecycle.awaitImpatience(LOOK_MILLIS)) {
                return false;
            }
        }
        return true;
    }
}

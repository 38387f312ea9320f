package io.sallyport.server.session;

import io.sallyport.aaa.session.EndReason;
import io.sallyport.server.cstp.Farewell;
import io.sallyport.server.session.Session.Presence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A time that is set to a session, if nothing happens meanwhile.
 *
 * @param nanosLeft zero or less if it is up
 * @param reason for which the session ends then
 * @param farewell with which its tunnel ends then
 */
record Term(long nanosLeft, EndReason reason, Farewell farewell) {
    /** All that are set now, the weightiest first. */
    static List<Term> of(Session session, SessionClock clock) {
        List<Term> terms = new ArrayList<>();
        session.row
                .expiresAt()
                .map(end -> Duration.between(clock.now(), end).toNanos())
                .ifPresent(left -> terms.add(
                        new Term(left, EndReason.EXPIRED, new Farewell.Terminate("The session's time is over."))));
        long now = clock.nanos();
        switch (session.presence()) {
            case Presence.Present(Session.Arrival arrival) -> {
                if (!session.policy.idleTimeout().isZero()) {
                    long end = arrival.channel().traffic().lastDataNanos()
                            + session.policy.idleTimeout().toNanos();
                    terms.add(new Term(end - now, EndReason.IDLE, new Farewell.Terminate("The session was idle.")));
                }
            }
            case Presence.Absent(long sinceNanos, var _) -> {
                long end = sinceNanos + session.policy.disconnectedTimeout().toNanos();
                terms.add(new Term(end - now, EndReason.ABANDONED, new Farewell.Silent()));
            }
            case Presence.Leaving(long untilNanos) ->
                terms.add(new Term(untilNanos - now, EndReason.USER_LEFT, new Farewell.Silent()));
            case Presence.Ended(EndReason _) -> {}
        }
        return terms;
    }

    boolean isUp() {
        return nanosLeft <= 0;
    }
}

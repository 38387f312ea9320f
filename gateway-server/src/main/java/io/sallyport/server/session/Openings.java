package io.sallyport.server.session;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.aaa.session.EndReason;
import io.sallyport.aaa.session.Lease;
import io.sallyport.aaa.session.SessionRow;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.config.Secret;
import io.sallyport.server.cstp.Farewell;
import io.sallyport.server.session.Session.Presence;
import io.sallyport.server.session.SessionCounters.OpeningOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins sessions: within the bounds of the gateway and of the user's policy, and durable before the cookie is told. */
final class Openings {
    private static final Logger log = LoggerFactory.getLogger(Openings.class);

    private final ControlExecutor control;
    private final SessionStore store;
    private final SessionTable table;
    private final Reviews<Session> reviews;
    private final Endings endings;
    private final SessionClock clock;
    private final SessionCounters counters;
    private int limit;
    private boolean draining;

    Openings(
            ControlExecutor control,
            SessionStore store,
            SessionTable table,
            Reviews<Session> reviews,
            Endings endings,
            SessionClock clock,
            SessionCounters counters,
            int limit) {
        this.control = control;
        this.store = store;
        this.table = table;
        this.reviews = reviews;
        this.endings = endings;
        this.clock = clock;
        this.counters = counters;
        this.limit = limit;
    }

    void limitTo(int sessions) {
        limit = sessions;
    }

    void drain() {
        draining = true;
    }

    CompletionStage<Opening.Outcome> open(Opening opening) {
        if (draining) {
            return refuse(OpeningOutcome.DRAINING, new Opening.Outcome.Unavailable());
        }
        if (table.size() >= limit) {
            return refuse(OpeningOutcome.TOO_MANY, new Opening.Outcome.Unavailable());
        }
        if (!makeRoom(opening)) {
            return refuse(OpeningOutcome.TOO_MANY_FOR_USER, new Opening.Outcome.TooManyForUser());
        }
        Secret cookie = SessionToken.next();
        SessionRow row = row(opening, CookieHash.of(cookie.reveal()));
        Session session = new Session(row, opening.policy(), reviews, clock.nanos());
        table.add(session); // now, so that it counts; nobody knows its cookie yet
        return store.create(row).handleAsync((done, failure) -> created(session, cookie, failure == null), control);
    }

    private Opening.Outcome created(Session session, Secret cookie, boolean success) {
        if (!success) {
            table.remove(session);
            counters.openings().count(OpeningOutcome.STORE_UNAVAILABLE);
            return new Opening.Outcome.Unavailable();
        }
        counters.openings().count(OpeningOutcome.OPENED);
        log.info(
                "session opened: session={} user={} profile={} policy={} remote={} agent={}",
                session.id(),
                session.row.identity().user().text(),
                session.row.profile(),
                session.policy.name(),
                session.row.client().remote(),
                session.row.client().agent());
        return new Opening.Outcome.Opened(session.id(), cookie);
    }

    /**
     * Keeps the user below the bound of the policy: sessions without a tunnel give way, the oldest first. They are mostly
     * those of clients that have lost their cookie.
     *
     * @return false if all the user's sessions are in use
     */
    private boolean makeRoom(Opening opening) {
        int most = opening.policy().simultaneousSessions();
        List<Session> own = table.ofUser(opening.identity().user().text());
        int surplus = most == 0 ? 0 : own.size() - most + 1;
        List<Session> idle = own.stream()
                .filter(session -> !(session.presence() instanceof Presence.Present))
                .toList();
        if (idle.size() < surplus) {
            return false;
        }
        idle.stream()
                .limit(Math.max(0, surplus))
                .forEach(session -> endings.end(session, EndReason.REPLACED, new Farewell.Silent()));
        return true;
    }

    private SessionRow row(Opening opening, CookieHash cookie) {
        Instant now = clock.now();
        Optional<Instant> expiresAt = Optional.of(opening.policy().sessionTimeout())
                .filter(timeout -> !timeout.isZero())
                .map(now::plus);
        return new SessionRow(
                freshId(),
                cookie,
                opening.profile(),
                opening.identity(),
                opening.policy().name(),
                now,
                expiresAt,
                Lease.NONE,
                opening.client(),
                opening.binding());
    }

    private String freshId() {
        String id = SessionToken.nextId();
        while (table.hasId(id)) {
            id = SessionToken.nextId();
        }
        return id;
    }

    private CompletionStage<Opening.Outcome> refuse(OpeningOutcome reason, Opening.Outcome outcome) {
        counters.openings().count(reason);
        return CompletableFuture.completedFuture(outcome);
    }
}

package io.sallyport.server.session;

import io.sallyport.aaa.session.EndReason;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.server.cstp.Farewell;
import io.sallyport.server.session.Session.Presence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends sessions: at once for packets and cookies, then durably, and only then are the addresses free. An end that the store
 * does not take is offered to it again until it does.
 *
 * <p>Confined to the control executor.
 */
final class Endings {
    private static final Logger log = LoggerFactory.getLogger(Endings.class);

    private record Unsettled(Session session, EndReason reason, Instant at) {}

    private final ControlExecutor control;
    private final SessionStore store;
    private final SessionTable table;
    private final Leasing leasing;
    private final Routes routes;
    private final SessionClock clock;
    private final SessionCounters counters;
    private final List<Unsettled> unsettled = new ArrayList<>();

    Endings(
            ControlExecutor control,
            SessionStore store,
            SessionTable table,
            Leasing leasing,
            Routes routes,
            SessionClock clock,
            SessionCounters counters) {
        this.control = control;
        this.store = store;
        this.table = table;
        this.leasing = leasing;
        this.routes = routes;
        this.clock = clock;
        this.counters = counters;
    }

    /** Ends a session; completes when that is durable. Harmless when it has ended already. */
    CompletableFuture<Void> end(Session session, EndReason reason, Farewell farewell) {
        if (session.hasEnded()) {
            return CompletableFuture.completedFuture(null);
        }
        session.arrival().ifPresent(arrival -> {
            routes.remove(arrival.tunnel());
            arrival.endDtls();
            arrival.channel().close(farewell);
        });
        session.interlude().ifPresent(interlude -> routes.remove(interlude.tunnel()));
        session.become(new Presence.Ended(reason));
        table.remove(session);
        counters.ends().count(reason);
        log.info(
                "session ended: session={} user={} reason={} bytes-in={} bytes-out={}",
                session.id(),
                session.row.identity().user().text(),
                reason,
                session.view().bytesIn(),
                session.view().bytesOut());
        return settle(new Unsettled(session, reason, clock.now()));
    }

    /** Offers the store again what it has not taken. */
    void retry() {
        List<Unsettled> again = List.copyOf(unsettled);
        unsettled.clear();
        again.forEach(this::settle);
    }

    /** Sessions whose end the store has not taken yet. */
    int unsettledCount() {
        return unsettled.size();
    }

    private CompletableFuture<Void> settle(Unsettled end) {
        CompletionStage<Boolean> settled = store.end(end.session().id(), end.reason(), end.at());
        settled.whenCompleteAsync(
                (done, failure) -> {
                    if (failure == null) {
                        leasing.release(end.session());
                    } else {
                        unsettled.add(end);
                    }
                },
                control);
        return settled.<Void>thenApply(done -> null).toCompletableFuture();
    }
}

package io.sallyport.server.session;

import io.sallyport.aaa.session.Lease;
import io.sallyport.aaa.session.LeaseOutcome;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.server.address.AddressPool;
import io.sallyport.server.address.AddressPools;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives sessions their addresses, once and durably: what a client is told has been committed.
 *
 * <p>Confined to the control executor, on which its stages complete.
 */
final class Leasing {
    private static final Logger log = LoggerFactory.getLogger(Leasing.class);

    /** What a session gets. */
    sealed interface Outcome {
        record Held(Lease lease) implements Outcome {}

        record PoolExhausted() implements Outcome {}

        record StoreUnavailable() implements Outcome {}
    }

    private final ControlExecutor control;
    private final SessionStore store;
    private final AddressPools pools;

    Leasing(ControlExecutor control, SessionStore store, AddressPools pools) {
        this.control = control;
        this.store = store;
        this.pools = pools;
    }

    /** The session's addresses: those it has, or new ones. */
    CompletableFuture<Outcome> of(Session session) {
        if (session.leasing == null) {
            session.leasing = begin(session);
        }
        return session.leasing;
    }

    /** Gives back what an ended session has held. */
    void release(Session session) {
        session.lease().ifPresent(pools::release);
    }

    private CompletableFuture<Outcome> begin(Session session) {
        return switch (pools.lease()) {
            case AddressPools.Grant.Exhausted(AddressPool pool) -> {
                log.warn("address pool exhausted: network={} size={}", pool.prefix(), pool.size());
                session.leasing = null;
                yield CompletableFuture.completedFuture(new Outcome.PoolExhausted());
            }
            case AddressPools.Grant.Granted(Lease lease) ->
                store.lease(session.id(), lease)
                        .handleAsync((outcome, failure) -> committed(session, lease, outcome), control)
                        .thenCompose(stage -> stage)
                        .toCompletableFuture();
        };
    }

    /** @param outcome null if the store did not do it */
    private CompletionStage<Outcome> committed(Session session, Lease lease, @Nullable LeaseOutcome outcome) {
        return switch (outcome) {
            case LEASED -> CompletableFuture.completedStage(new Outcome.Held(lease));
            case TAKEN -> {
                // Held by a session that we do not know. The address stays out of the pool, and another one is tried.
                log.error("address is taken: session={} addresses={}", session.id(), lease);
                yield begin(session);
            }
            case NO_SESSION -> {
                log.error("session is not in the store: session={}", session.id());
                yield unavailable(session, lease);
            }
            case null -> unavailable(session, lease);
        };
    }

    private CompletionStage<Outcome> unavailable(Session session, Lease lease) {
        pools.release(lease);
        session.leasing = null; // the next connection tries again
        return CompletableFuture.completedStage(new Outcome.StoreUnavailable());
    }
}

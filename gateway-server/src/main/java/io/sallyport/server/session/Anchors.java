package io.sallyport.server.session;

import io.sallyport.aaa.session.SessionStore;
import io.sallyport.config.Policy.Strap;
import io.sallyport.server.session.SessionCounters.StrapOutcome;
import io.sallyport.server.tunnel.StrapKey;
import io.sallyport.server.tunnel.StrapProof;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Holds sessions to the keys of their clients: each CONNECT is signed by the key that was announced before it.
 *
 * <p>Confined to the control executor, on which its stages complete; signatures are checked elsewhere.
 */
final class Anchors {
    /** What becomes of a CONNECT. */
    enum Verdict {
        ADMITTED,
        REFUSED,
        /** The next key could not be made durable. */
        STORE_UNAVAILABLE
    }

    private final ControlExecutor control;
    private final Executor signatures;
    private final SessionStore store;
    private final SessionCounters counters;

    Anchors(ControlExecutor control, Executor signatures, SessionStore store, SessionCounters counters) {
        this.control = control;
        this.signatures = signatures;
        this.store = store;
        this.counters = counters;
    }

    CompletionStage<Verdict> check(Session session, Optional<StrapProof> proof) {
        if (session.policy.strap() == Strap.OFF) {
            return CompletableFuture.completedStage(Verdict.ADMITTED);
        }
        Optional<StrapKey> before = session.strapKey;
        if (before.isEmpty() || proof.isEmpty()) {
            return checked(session, proof, StrapOutcome.ABSENT);
        }
        return CompletableFuture.supplyAsync(() -> proof.get().isSignedBy(before.get()), signatures)
                .thenComposeAsync(
                        valid -> checked(session, proof, valid ? StrapOutcome.VALID : StrapOutcome.INVALID), control);
    }

    private CompletionStage<Verdict> checked(Session session, Optional<StrapProof> proof, StrapOutcome outcome) {
        counters.straps().count(outcome);
        boolean required = session.policy.strap() == Strap.REQUIRE;
        if (required && outcome != StrapOutcome.VALID) {
            return CompletableFuture.completedStage(Verdict.REFUSED);
        }
        return proof.map(StrapProof::next)
                .filter(next -> session.strapKey
                        .filter(before -> before.text().equals(next.text()))
                        .isEmpty())
                .map(next -> rebind(session, next, required))
                .orElse(CompletableFuture.completedStage(Verdict.ADMITTED));
    }

    /** A client that would be refused without its key must find it after a restart; one that would not need not wait. */
    private CompletionStage<Verdict> rebind(Session session, StrapKey next, boolean required) {
        CompletionStage<Boolean> written = store.rebind(session.id(), next.text());
        if (!required) {
            session.strapKey = Optional.of(next);
            return CompletableFuture.completedStage(Verdict.ADMITTED);
        }
        return written.handleAsync(
                (done, failure) -> {
                    if (failure != null) {
                        return Verdict.STORE_UNAVAILABLE;
                    }
                    session.strapKey = Optional.of(next);
                    return Verdict.ADMITTED;
                },
                control);
    }
}

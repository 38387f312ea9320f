package io.sallyport.aaa.session;

import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.StoreUnavailable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sessions and leases, durably.
 *
 * <p>Writes happen in the order in which they are asked for. A stage that completes has reached the disk; one that fails with
 * {@link StoreUnavailable} may have. So each write can be asked for again, and then comes to the same end. Any thread may call;
 * stages complete on a thread of the store.
 */
public final class SessionStore {
    private static final int FORGOTTEN_AT_A_TIME = 1000;

    private final Store store;

    public SessionStore(Store store) {
        this.store = store;
    }

    /** Completes with the row. Its lease is not looked at: a session begins without addresses. */
    public CompletionStage<SessionRow> create(SessionRow session) {
        return store.write(handle -> {
            new SessionTable(handle).insert(session);
            return session;
        });
    }

    /** Gives a session these addresses, and lets go of any others that it has. */
    public CompletionStage<LeaseOutcome> lease(String sessionId, Lease lease) {
        return store.write(handle -> new SessionTable(handle).lease(sessionId, lease));
    }

    /** From now on a CONNECT has to be signed by this key. Completes with false if there is no such session any more. */
    public CompletionStage<Boolean> rebind(String sessionId, String strapKey) {
        return store.write(handle -> new SessionTable(handle).rebind(sessionId, strapKey));
    }

    /** Ends a session and frees its addresses. Completes with false if there is none to end, or none any more. */
    public CompletionStage<Boolean> end(String sessionId, EndReason reason, Instant at) {
        return store.write(handle -> new SessionTable(handle).end(sessionId, reason, at));
    }

    /**
     * All sessions that have not ended, oldest first; some may have expired while nobody looked. Blocks: for start-up.
     *
     * @throws StoreUnavailable if there is no telling
     */
    public List<SessionRow> live() {
        return Store.await(store.read(handle -> new SessionTable(handle).live()));
    }

    /** Removes what has ended before then, and completes with how many sessions that were. */
    public CompletionStage<Integer> forgetEndedBefore(Instant then) {
        // Not all at once, so that a sign-in behind it does not wait for long.
        return store.write(handle -> new SessionTable(handle).deleteEndedBefore(then, FORGOTTEN_AT_A_TIME))
                .thenCompose(count -> count < FORGOTTEN_AT_A_TIME
                        ? CompletableFuture.completedStage(count)
                        : forgetEndedBefore(then).thenApply(more -> count + more));
    }
}

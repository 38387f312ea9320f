package io.sallyport.server.session;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.aaa.session.EndReason;
import io.sallyport.aaa.session.SessionRow;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.config.Policy;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.server.address.AddressPools;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.cstp.Ending;
import io.sallyport.server.cstp.Farewell;
import io.sallyport.server.dtls.DtlsRoom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * All sessions of the gateway: how they begin, get tunnels, lose them, and end.
 *
 * <p>The door for everybody: its public methods may be called from any thread and do their work on the control executor. A
 * session is durable before its cookie leaves, its addresses before CONNECT is answered, its end before it is acknowledged.
 */
public final class Sessions {
    /** The calendar may jump meanwhile. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final ControlExecutor control;
    private final SessionStore store;
    private final AddressPools pools;
    private final SessionClock clock;
    private final Reviews<Session> reviews;
    private final SessionTable table;
    private final Endings endings;
    private final Openings openings;
    private final Attachments attachments;

    /**
     * @param signatures where signatures of clients are checked
     * @param limit sessions in all
     */
    public Sessions(
            ControlExecutor control,
            Executor signatures,
            SessionStore store,
            AddressPools pools,
            Routes routes,
            SessionClock clock,
            SessionCounters counters,
            DtlsRoom dtlsRoom,
            int limit) {
        this.control = control;
        this.store = store;
        this.pools = pools;
        this.clock = clock;
        this.reviews = new Reviews<>(clock.nanos());
        this.table = new SessionTable(reviews);
        Leasing leasing = new Leasing(control, store, pools);
        this.endings = new Endings(control, store, table, leasing, routes, clock, counters);
        this.openings = new Openings(control, store, table, reviews, endings, clock, counters, limit);
        Anchors anchors = new Anchors(control, signatures, store, counters);
        this.attachments = new Attachments(table, anchors, leasing, pools, routes, clock, counters, dtlsRoom);
    }

    // ---- the client's side

    /** A session for somebody who has signed in. */
    public CompletableFuture<Opening.Outcome> open(Opening opening) {
        return control.askStage(() -> openings.open(opening));
    }

    /** A tunnel for who holds the cookie. If another connection carries the session, this one takes its place. */
    public CompletableFuture<Attachment.Outcome> attach(CookieHash cookie, Attachment attachment) {
        return control.askStage(() -> attachments.attach(cookie, attachment));
    }

    /** Whether the cookie stands for a living session. */
    public CompletableFuture<Boolean> holds(CookieHash cookie) {
        return control.ask(() -> table.withCookie(cookie).isPresent());
    }

    /** What channels report when they end. */
    public void channelEnded(CstpChannel channel, Ending ending) {
        control.execute(() -> attachments.channelEnded(channel, ending));
    }

    /** The client gives its session back. Completes when that is durable, also if there was none. */
    public CompletableFuture<Void> logout(CookieHash cookie) {
        return control.askStage(() -> table.withCookie(cookie)
                .<CompletionStage<Void>>map(
                        session -> endings.end(session, EndReason.USER_LEFT, new Farewell.Terminate("Logged out.")))
                .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    // ---- the operator's side

    /** Oldest first. */
    public CompletableFuture<List<SessionView>> list() {
        return control.ask(() -> table.all().stream().map(Session::view).toList());
    }

    public CompletableFuture<Optional<SessionView>> find(String id) {
        return control.ask(() -> table.withId(id).map(Session::view));
    }

    /** Ends tunnels; the cookies stay valid, but clients do not return by themselves. Says how many it was. */
    public CompletableFuture<Integer> disconnect(Selection selection) {
        return control.ask(
                () -> dismiss(selected(selection), new Farewell.Disconnect("Disconnected by the administrator.")));
    }

    /** Ends sessions; their cookies are dead at once. Completes when that is durable; says how many it was. */
    public CompletableFuture<Integer> terminate(Selection selection) {
        Farewell farewell = new Farewell.Terminate("Ended by the administrator.");
        return control.askStage(() -> {
            List<CompletableFuture<Void>> ends = selected(selection).stream()
                    .map(session -> endings.end(session, EndReason.TERMINATED, farewell))
                    .toList();
            return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .thenApply(done -> ends.size());
        });
    }

    /** No new sessions from now on. */
    public void drain() {
        control.execute(openings::drain);
    }

    /** Closes all tunnels without a word, so that clients come back with their cookies. Says how many it was. */
    public CompletableFuture<Integer> leaveAll() {
        return control.ask(() -> dismiss(List.copyOf(table.all()), new Farewell.Silent()));
    }

    /** How many there are. */
    public CompletableFuture<Population> population() {
        return control.ask(() -> new Population(
                table.size(),
                (int) table.all().stream()
                        .flatMap(session -> session.arrival().stream())
                        .count(),
                endings.unsettledCount()));
    }

    /**
     * @param sessions that have not ended
     * @param tunnels those of them that have one
     * @param unsettled those that have ended, but the store does not know it yet
     */
    public record Population(int sessions, int tunnels, int unsettled) {}

    /** A reload may change how many sessions there may be; those that are there stay. */
    public void limitTo(int sessions) {
        control.execute(() -> openings.limitTo(sessions));
    }

    private List<Session> selected(Selection selection) {
        return switch (selection) {
            case Selection.ById(String id) -> table.withId(id).stream().toList();
            case Selection.ByUser(String name) -> table.ofUser(name);
        };
    }

    private int dismiss(List<Session> sessions, Farewell farewell) {
        List<Session> present = sessions.stream()
                .filter(session -> session.arrival().isPresent())
                .toList();
        present.forEach(session -> attachments.dismiss(session, farewell));
        return present.size();
    }

    // ---- time

    /**
     * Takes back the sessions that an earlier process has left, each with its addresses; those that today's configuration has
     * no place for end. Says how many it has taken back.
     *
     * @param policyOf the policy of a profile, if there still is one
     */
    public CompletableFuture<Integer> restore(List<SessionRow> rows, Function<String, Optional<Policy>> policyOf) {
        return control.ask(() -> {
            rows.forEach(row -> restore(row, policyOf.apply(row.profile())));
            return table.size();
        });
    }

    private void restore(SessionRow row, Optional<Policy> policy) {
        if (policy.isEmpty()) {
            store.end(row.id(), EndReason.CONFIGURATION_CHANGED, clock.now());
            return;
        }
        Session session = new Session(row, policy.get(), reviews, clock.nanos());
        table.add(session);
        if (!row.lease().isEmpty()) {
            if (pools.reserve(row.lease())) {
                session.leasing = CompletableFuture.completedFuture(new Leasing.Outcome.Held(row.lease()));
            } else {
                endings.end(session, EndReason.CONFIGURATION_CHANGED, new Farewell.Silent());
            }
        }
    }

    /** Ends what has lasted too long. Called every second. */
    public void tick() {
        control.execute(() -> {
            long now = clock.nanos();
            for (var due = reviews.next(now); due.isPresent(); due = reviews.next(now)) {
                reviews.set(due.get(), now + LONGEST_REST.toNanos()); // even if something goes wrong now
                review(due.get(), now);
            }
            endings.retry();
        });
    }

    /** Ends the session if its time is up; says otherwise when it may be. */
    private void review(Session session, long now) {
        List<Term> terms = Term.of(session, clock);
        Optional<Term> up = terms.stream().filter(Term::isUp).findFirst();
        if (up.isPresent()) {
            endings.end(session, up.get().reason(), up.get().farewell());
            return;
        }
        attachments.ageInterlude(session);
        if (session.interlude().isPresent()) {
            reviews.setNext(session);
        } else {
            long rest = LONGEST_REST.toNanos();
            long left = terms.stream().mapToLong(Term::nanosLeft).min().orElse(rest);
            reviews.set(session, now + Math.min(left, rest));
        }
    }
}

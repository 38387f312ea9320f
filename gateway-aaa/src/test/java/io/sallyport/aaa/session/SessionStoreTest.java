package io.sallyport.aaa.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.store.EachStore;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.TestStore;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00.123456789Z");
    private static final Lease FIRST = lease("192.0.2.2", "2001:db8::2");
    private static final Lease SECOND = lease("192.0.2.3", "2001:db8::3");

    @EachStore
    void findsASessionByItsCookie(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        SessionRow session = session("s1");
        now(sessions.create(session));

        assertThat(sessions.live()).containsExactly(session);
    }

    @EachStore
    void keepsSessionsAndTheirAddressesOverARestart(TestStore stores) {
        SessionStore before = new SessionStore(stores.store());
        now(before.create(session("s1")));
        assertThat(now(before.lease("s1", FIRST))).isEqualTo(LeaseOutcome.LEASED);

        SessionStore after = new SessionStore(stores.reopened());

        assertThat(after.live()).containsExactly(leased(session("s1"), FIRST));
    }

    @EachStore
    void theKeyOfTheNextConnectIsThereAfterARestart(TestStore stores) {
        SessionStore before = new SessionStore(stores.store());
        now(before.create(session("s1")));
        assertThat(now(before.rebind("s1", "key 2"))).isTrue();
        assertThat(now(before.rebind("nosuch", "key 2"))).isFalse();

        assertThat(new SessionStore(stores.reopened()).live())
                .extracting(SessionRow::binding)
                .containsExactly(new Binding(Optional.of("ab".repeat(32)), Optional.of("key 2")));
    }

    @EachStore
    void storesWhateverAClientCallsItself(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        SessionRow session = new SessionRow(
                "s1",
                CookieHash.of("s1"),
                "x".repeat(256),
                new Identity(new UserName("Зоя 😀 '; drop table session; --"), List.of("a,b", "{\"c\"}", "")),
                "policy",
                Instant.EPOCH,
                Optional.of(Instant.parse("9999-12-31T23:59:59Z")),
                Lease.NONE,
                new Client("\u0000", "\ud83d".repeat(300), "'\"\\{}\u0000".repeat(100)),
                Binding.NONE);

        now(sessions.create(session));

        assertThat(sessions.live()).containsExactly(session);
    }

    @EachStore
    void anEndedSessionIsGoneAndItsAddressesAreFree(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        now(sessions.create(session("s1")));
        now(sessions.create(session("s2")));
        now(sessions.lease("s1", FIRST));

        now(sessions.end("s1", EndReason.USER_LEFT, NOW));

        assertThat(sessions.live()).extracting(SessionRow::id).containsExactly("s2");
        assertThat(now(sessions.lease("s2", FIRST))).isEqualTo(LeaseOutcome.LEASED);
        assertThat(now(sessions.lease("s1", SECOND))).isEqualTo(LeaseOutcome.NO_SESSION);
    }

    @EachStore
    void theFirstReasonOfAnEndStays(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        now(sessions.create(session("s1")));

        assertThat(now(sessions.end("s1", EndReason.TERMINATED, NOW))).isTrue();
        assertThat(now(sessions.end("s1", EndReason.IDLE, NOW.plusSeconds(60)))).isFalse();
        assertThat(now(sessions.end("unknown", EndReason.IDLE, NOW))).isFalse();

        List<String> reasons = Store.await(stores.store()
                .read(handle -> handle.createQuery("select end_reason from session")
                        .mapTo(String.class)
                        .list()));
        assertThat(reasons).containsExactly("TERMINATED");
    }

    @EachStore
    void noAddressIsLeasedTwice(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        now(sessions.create(session("s1")));
        now(sessions.create(session("s2")));
        now(sessions.lease("s1", FIRST));

        assertThat(now(sessions.lease("s2", lease("192.0.2.9", "2001:db8::2")))).isEqualTo(LeaseOutcome.TAKEN);

        assertThat(sessions.live()).containsExactly(leased(session("s1"), FIRST), session("s2"));
        assertThat(now(sessions.lease("s1", lease("192.0.2.9", "2001:db8::2"))))
                .as("what could not be had was not kept in part")
                .isEqualTo(LeaseOutcome.LEASED);
    }

    @EachStore
    void aSessionMayChangeItsAddresses(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        now(sessions.create(session("s1")));
        now(sessions.create(session("s2")));

        now(sessions.lease("s1", FIRST));
        now(sessions.lease("s1", SECOND));

        assertThat(now(sessions.lease("s2", FIRST))).isEqualTo(LeaseOutcome.LEASED);
        now(sessions.lease("s1", Lease.NONE));
        assertThat(now(sessions.lease("s2", SECOND))).isEqualTo(LeaseOutcome.LEASED);
        assertThat(sessions.live()).containsExactly(session("s1"), leased(session("s2"), SECOND));
    }

    @EachStore
    void askingTwiceChangesNothing(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());

        now(sessions.create(session("s1")));
        now(sessions.lease("s1", FIRST));
        now(sessions.create(session("s1")));
        assertThat(now(sessions.lease("s1", FIRST))).isEqualTo(LeaseOutcome.LEASED);

        assertThat(sessions.live()).containsExactly(leased(session("s1"), FIRST));
    }

    @EachStore
    void anIdOrACookieIsNotUsedForTwoSessions(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        now(sessions.create(session("s1")));
        SessionRow one = session("s1");
        SessionRow sameId = new SessionRow(
                "s1",
                CookieHash.of("other"),
                one.profile(),
                one.identity(),
                one.policy(),
                one.createdAt(),
                one.expiresAt(),
                one.lease(),
                one.client(),
                one.binding());

        assertThatThrownBy(() -> now(sessions.create(sameId))).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @EachStore
    void manyAtATimeAllGetTheirs(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());

        List<CompletionStage<LeaseOutcome>> leases = IntStream.range(2, 202)
                .mapToObj(i -> sessions.create(session("s" + i))
                        .thenCompose(_ -> sessions.lease("s" + i, lease("192.0.2." + i, "2001:db8::" + i))))
                .toList();

        assertThat(leases).allSatisfy(lease -> assertThat(now(lease)).isEqualTo(LeaseOutcome.LEASED));
        assertThat(sessions.live()).hasSize(200);
    }

    @EachStore
    void forgetsWhatHasEndedLongAgo(TestStore stores) {
        SessionStore sessions = new SessionStore(stores.store());
        for (int i = 0; i < 1500; i++) {
            sessions.create(session("old" + i));
            sessions.end("old" + i, EndReason.EXPIRED, NOW.minus(Duration.ofDays(100)));
        }
        now(sessions.create(session("young")));
        now(sessions.end("young", EndReason.EXPIRED, NOW));
        now(sessions.create(session("live")));

        assertThat(now(sessions.forgetEndedBefore(NOW.minus(Duration.ofDays(90)))))
                .isEqualTo(1500);

        assertThat(now(sessions.forgetEndedBefore(NOW.minus(Duration.ofDays(90)))))
                .isZero();
        assertThat(now(sessions.forgetEndedBefore(NOW.plusSeconds(1)))).isOne();
        assertThat(sessions.live()).extracting(SessionRow::id).containsExactly("live");
    }

    private static SessionRow session(String id) {
        return new SessionRow(
                id,
                CookieHash.of("cookie of " + id),
                "staff",
                new Identity(new UserName("alice"), List.of("staff", "ops")),
                "office",
                NOW,
                Optional.empty(),
                Lease.NONE,
                new Client("198.51.100.7:51234", "AnyConnect Linux_64 4.10", "laptop"),
                new Binding(Optional.of("ab".repeat(32)), Optional.of("key 1")));
    }

    private static SessionRow leased(SessionRow row, Lease lease) {
        return new SessionRow(
                row.id(),
                row.cookie(),
                row.profile(),
                row.identity(),
                row.policy(),
                row.createdAt(),
                row.expiresAt(),
                lease,
                row.client(),
                row.binding());
    }

    private static Lease lease(String ipv4, String ipv6) {
        return new Lease(
                Optional.of(Inet4Address.ofLiteral(ipv4)), Optional.of((Inet6Address) Inet6Address.ofLiteral(ipv6)));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

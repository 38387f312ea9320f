package io.sallyport.aaa.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The line to the database is cut, in both ways that lines are. */
@Timeout(60)
class PostgresOutageTest {
    /** Patience of a write, an attempt to connect, and room for a slow machine. */
    private static final Duration BOUND = Duration.ofSeconds(15);

    private static final String KILL_ALL =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sallyport'";

    @BeforeAll
    static void findPostgres() {
        assumeTrue(TestStore.postgresIsThere("PostgresOutageTest"), "no PostgreSQL");
    }

    @ParameterizedTest
    @EnumSource(names = "WHOLE", mode = EnumSource.Mode.EXCLUDE)
    void writesSurviveAShortOutage(CuttableRelay.Line outage) throws Exception {
        try (CuttableRelay relay = new CuttableRelay(TestStore.server());
                TestStore stores = TestStore.postgresBehind(relay)) {
            Store store = stores.store();
            Store.await(TestRows.insertIfAbsent(store, "before"));

            relay.become(outage);
            CompletableFuture<Integer> during = TestRows.insertIfAbsent(store, "during");
            relay.awaitVictim();
            assertThat(during).isNotDone();
            mend(relay);

            assertThat(during).succeedsWithin(BOUND);
            assertThat(count(store)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = "WHOLE", mode = EnumSource.Mode.EXCLUDE)
    void everythingFailsInBoundedTimeAndRecovers(CuttableRelay.Line outage) throws Exception {
        try (CuttableRelay relay = new CuttableRelay(TestStore.server());
                TestStore stores = TestStore.postgresBehind(relay)) {
            Store store = stores.store();
            Store.await(TestRows.insertIfAbsent(store, "before"));

            relay.become(outage);
            CompletableFuture<Integer> write = TestRows.insertIfAbsent(store, "during");
            CompletableFuture<Duration> probe = store.probe();

            assertUnavailable(probe);
            assertUnavailable(write);
            assertThat(store.counters().unavailable()).isOne();
            mend(relay);
            assertThat(TestRows.insertIfAbsent(store, "after")).succeedsWithin(BOUND);
            assertThat(store.probe()).succeedsWithin(BOUND);
        }
    }

    @Test
    void connectionsThatTheServerHasKilledAreReplaced() throws Exception {
        try (TestStore stores = TestStore.postgres()) {
            Store store = stores.store();
            Store.await(TestRows.insertIfAbsent(store, "before"));

            TestStore.adminDoes(KILL_ALL);
            assertThat(TestRows.insertIfAbsent(store, "after")).succeedsWithin(BOUND);
            TestStore.adminDoes(KILL_ALL);
            assertThat(store.probe()).succeedsWithin(BOUND);

            assertThat(count(store)).isEqualTo(2);
        }
    }

    /** Connections that have been silent are not to come back to life. */
    private static void mend(CuttableRelay relay) {
        relay.become(CuttableRelay.Line.CUT);
        relay.become(CuttableRelay.Line.WHOLE);
    }

    private static void assertUnavailable(CompletableFuture<?> future) {
        assertThat(future).failsWithin(BOUND).withThrowableThat().havingCause().isInstanceOf(StoreUnavailable.class);
    }

    private static int count(Store store) {
        return Store.await(store.read(handle -> handle.createQuery("select count(*) from local_user")
                .mapTo(int.class)
                .one()));
    }
}

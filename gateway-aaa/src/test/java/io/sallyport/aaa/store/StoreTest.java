package io.sallyport.aaa.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class StoreTest {

    @EachStore
    void keepsWhatWasWrittenOverARestart(TestStore stores) {
        Store.await(stores.store().write(handle -> handle.execute(lock("alice"))));

        List<String> names = Store.await(stores.reopened()
                .read(handle -> handle.createQuery("select name from local_user")
                        .mapTo(String.class)
                        .list()));

        assertThat(names).containsExactly("alice");
    }

    @EachStore
    void keepsNothingOfAWriteThatFailsAndEverythingOfItsNeighbours(TestStore stores) {
        Store store = stores.store();
        CountDownLatch together = new CountDownLatch(1);
        CompletableFuture<Integer> first = store.write(handle -> {
            awaitUninterruptibly(together);
            return handle.execute(lock("first"));
        });
        CompletableFuture<Integer> before = store.write(handle -> handle.execute(lock("before")));
        CompletableFuture<Integer> culprit = store.write(handle -> {
            handle.execute(lock("culprit"));
            return handle.execute(lock("before"));
        });
        CompletableFuture<Integer> after = store.write(handle -> handle.execute(lock("after")));
        together.countDown();

        assertThat(first).succeedsWithin(Duration.ofSeconds(10));
        assertThat(before).succeedsWithin(Duration.ofSeconds(10));
        assertThat(after).succeedsWithin(Duration.ofSeconds(10));
        assertThat(culprit).failsWithin(Duration.ofSeconds(10));

        List<String> names =
                Store.await(store.read(handle -> handle.createQuery("select name from local_user order by name")
                        .mapTo(String.class)
                        .list()));
        assertThat(names).containsExactly("after", "before", "first");
        assertThat(store.counters().failed()).isOne();
    }

    @Test
    void aStoreInMemoryLivesAsLongAsItIsOpen() {
        io.sallyport.config.Store inMemory = new io.sallyport.config.Store("jdbc:h2:mem:" + UUID.randomUUID());

        try (Store store = Store.open(inMemory)) {
            Store.await(store.write(handle -> handle.execute(lock("alice"))));
            assertThat(Store.await(store.read(StoreTest::count))).isOne();
        }

        try (Store store = Store.open(inMemory)) {
            assertThat(Store.await(store.read(StoreTest::count))).isZero();
        }
    }

    @Test
    void aNewFileIsForItsOwnerOnly() throws Exception {
        try (TestStore stores = TestStore.h2()) {
            stores.store();

            Path file = Path.of(stores.configuration().url().substring("jdbc:h2:file:".length()) + ".mv.db");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @EachStore
    void aFailureQuotesTheStatementButNoValue(TestStore stores) {
        CompletableFuture<Integer> failing = stores.store()
                .write(handle -> handle.execute(
                        "insert into local_user (name, password, locked, group_names, changed_at, password_set_at) values (cast(null as varchar), ?, true, array['staff'], current_timestamp, current_timestamp)",
                        "$argon2id$secret"));

        assertThat(failing)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .satisfies(failure -> assertThat(Throwables.getStackTrace(failure))
                        .contains("insert into local_user")
                        .doesNotContain("$argon2id$secret"));
    }

    @EachStore
    void canBeAskedForASignOfLife(TestStore stores) {
        assertThat(Store.await(stores.store().probe())).isPositive();
    }

    @EachStore
    void anInterruptedCallerHurtsNobody(TestStore stores) throws Exception {
        Store store = stores.store();

        for (int i = 0; i < 50; i++) {
            String name = "user " + i;
            Thread caller =
                    Thread.ofVirtual().start(() -> Store.await(store.write(handle -> handle.execute(lock(name)))));
            caller.interrupt();
            caller.join();
        }

        assertThat(Store.await(store.read(StoreTest::count))).isEqualTo(50);
    }

    @EachStore
    void aClosedStoreSaysSo(TestStore stores) {
        Store store = stores.store();

        store.close();
        store.close();

        assertThatThrownBy(() -> Store.await(store.probe()))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessage("the store is closed");
        assertThatThrownBy(() -> Store.await(store.write(StoreTest::count)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessage("the store is closed");
    }

    @EachStore
    void aSchemaIsCurrentIfItsHistoryIsSoToTheLetter(TestStore stores) {
        assertThat(Migrations.isCurrent(stores.url())).isFalse();

        Store store = stores.store();
        assertThat(Migrations.isCurrent(stores.url())).isTrue();

        Store.await(store.write(
                handle -> handle.execute("update schema_history set checksum = checksum + 1 where version = '2'")));
        assertThat(Migrations.isCurrent(stores.url())).isFalse();
        assertThatThrownBy(stores::reopened)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("checksum");
    }

    @EachStore
    void aNewerSchemaIsNotTouched(TestStore stores) {
        Store.await(stores.store().write(handle -> handle.execute("""
                        insert into schema_history
                            (installed_rank, version, description, type, script, installed_by, execution_time, success)
                        values (99, '99', 'of tomorrow', 'SQL', 'V99__of_tomorrow.sql', 'somebody', 1, true)
                        """)));

        assertThatThrownBy(stores::reopened)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("store jdbc:")
                .hasMessageContaining("99");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:mysql://localhost/x",
                "jdbc:h2:file:/nowhere/x;PASSWORD=sesame;mode=Oracle",
                "jdbc:h2:file:/proc/nowhere/x;PASSWORD=sesame",
                "jdbc:h2:file:relative/\0/x",
                "jdbc:h2:nonsense;PASSWORD=sesame",
                "jdbc:h2:mem:x;PASSWORD=sesame;NO_SUCH_SETTING=1",
                "jdbc:h2:mem:x;;=;PASSWORD=sesame",
                "jdbc:postgresql://localhost:1/x?user=u&password=sesame",
                "jdbc:postgresql://localhost:port/x?user=u&password=sesame",
                "jdbc:postgresql:%%%?password=sesame",
                "",
                "nonsense"
            })
    void whatCannotBeOpenedIsOneLineWithoutCredentials(String url) {
        assertThatThrownBy(() -> Store.open(new io.sallyport.config.Store(url)))
                .isInstanceOf(StoreUnavailable.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "sesame"));
    }

    @Test
    void threadsOfManyReadersAreFew() throws Exception {
        try (TestStore stores = TestStore.h2()) {
            Store store = stores.store();

            List<CompletableFuture<String>> reads = IntStream.range(0, 100)
                    .mapToObj(_ -> store.read(_ -> Thread.currentThread().getName()))
                    .toList();

            assertThat(reads.stream().map(Store::await).distinct())
                    .hasSizeBetween(1, 4)
                    .allMatch(name -> name.startsWith("store-reader-"));
        }
    }

    private static String lock(String name) {
        return "insert into local_user (name, password, locked, group_names, changed_at, password_set_at) values ('"
                + name + "', '!', true, array['staff'], current_timestamp, current_timestamp)";
    }

    private static int count(Handle handle) {
        return Objects.requireNonNull(handle.createQuery("select count(*) from local_user")
                .mapTo(Integer.class)
                .one());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the writer", e);
        }
    }
}

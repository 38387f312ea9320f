package io.sallyport.aaa.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final FakeStore store = new FakeStore();
    private GroupCommit<List<String>> commits = commits(16, LONG);

    private GroupCommit<List<String>> commits(int queue, Duration patience) {
        return new GroupCommit<>(store, new GroupCommit.Bounds(queue, patience, 8, PAUSE));
    }

    @AfterEach
    void close() {
        store.gate.release(1000);
        commits.close();
    }

    @Test
    void completesWhenTheWriteIsDurable() throws Exception {
        store.hold();
        CompletableFuture<Integer> write = commits.submit(lines -> {
            lines.add("a");
            return 42;
        });
        store.awaitCommit();

        assertThat(write).isNotDone();
        store.gate.release();

        assertThat(get(write)).isEqualTo(42);
        assertThat(store.kept).containsExactly("a");
    }

    @Test
    void commitsAtOnceWhatHasWaitedTogetherInTheOrderOfArrival() throws Exception {
        store.hold();
        CompletableFuture<Boolean> first = commits.submit(lines -> lines.add("first"));
        store.awaitCommit();
        List<CompletableFuture<Boolean>> others = IntStream.range(0, 7)
                .mapToObj(i -> commits.submit(lines -> lines.add("other " + i)))
                .toList();
        store.gate.release(1000);

        get(first);
        for (CompletableFuture<Boolean> other : others) {
            get(other);
        }

        assertThat(store.kept)
                .containsExactly("first", "other 0", "other 1", "other 2", "other 3", "other 4", "other 5", "other 6");
        assertThat(commits.counters().commits()).isEqualTo(2);
        assertThat(commits.counters().writes()).isEqualTo(8);
    }

    @Test
    void oneThatFailsDoesNotFailItsNeighbours() throws Exception {
        store.hold();
        CompletableFuture<Boolean> first = commits.submit(lines -> lines.add("first"));
        store.awaitCommit();
        CompletableFuture<Boolean> before = commits.submit(lines -> lines.add("before"));
        CompletableFuture<Boolean> culprit = commits.submit(lines -> {
            lines.add("half done");
            throw new IllegalStateException("address taken");
        });
        CompletableFuture<Boolean> after = commits.submit(lines -> lines.add("after"));
        store.gate.release(1000);

        get(first);
        get(before);
        get(after);

        assertThatThrownBy(() -> get(culprit)).hasRootCauseMessage("address taken");
        assertThat(store.kept).containsExactly("first", "before", "after");
        assertThat(commits.counters().failed()).isOne();
    }

    @Test
    void anErrorOfOneWriteDoesNotEndTheWriter() throws Exception {
        CompletableFuture<Boolean> culprit = commits.submit(_ -> {
            throw new AssertionError("bug");
        });

        assertThatThrownBy(() -> get(culprit)).hasRootCauseMessage("bug");
        get(commits.submit(lines -> lines.add("next")));
    }

    @Test
    void aCallbackThatFailsDoesNotEndTheWriter() throws Exception {
        CompletableFuture<Boolean> write = commits.submit(lines -> lines.add("a"));
        CompletableFuture<Void> callback = write.thenAccept(_ -> {
            throw new IllegalStateException("callback");
        });

        assertThatThrownBy(() -> get(callback)).hasRootCauseMessage("callback");
        get(commits.submit(lines -> lines.add("next")));
    }

    @Test
    void waitsForAStoreThatComesBack() throws Exception {
        store.reachable = false;
        CompletableFuture<Boolean> write = commits.submit(lines -> lines.add("a"));
        store.awaitFailures(3);

        assertThat(write).isNotDone();
        store.reachable = true;

        get(write);
        assertThat(store.kept).containsExactly("a");
    }

    @Test
    void givesUpOnAStoreThatStaysAwayAndRecoversLater() throws Exception {
        commits.close();
        commits = commits(16, SHORT);
        store.reachable = false;

        List<CompletableFuture<Boolean>> lost = IntStream.range(0, 12)
                .mapToObj(i -> commits.submit(lines -> lines.add("lost " + i)))
                .toList();

        for (CompletableFuture<Boolean> write : lost) {
            assertThatThrownBy(() -> get(write))
                    .cause()
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessage("fake (tried for 50 ms)");
        }
        assertThat(commits.counters().unavailable()).isEqualTo(12);
        store.reachable = true;
        get(commits.submit(lines -> lines.add("kept")));
        assertThat(store.kept).containsExactly("kept");
    }

    @Test
    void aStoreLostWhileTheGroupIsTakenApartFailsNobody() throws Exception {
        store.hold();
        CompletableFuture<Boolean> first = commits.submit(lines -> lines.add("first"));
        store.awaitCommit();
        AtomicBoolean seenBefore = new AtomicBoolean();
        CompletableFuture<Boolean> culprit = commits.submit(_ -> {
            store.reachable = seenBefore.getAndSet(true);
            throw new IllegalStateException("culprit");
        });
        CompletableFuture<Boolean> neighbour = commits.submit(lines -> lines.add("neighbour"));
        store.gate.release(1000);
        get(first);
        store.awaitFailures(3);

        store.reachable = true;

        assertThatThrownBy(() -> get(culprit)).hasRootCauseMessage("culprit");
        get(neighbour);
        assertThat(store.kept).containsExactly("first", "neighbour");
    }

    @Test
    void refusesWhatTheQueueCannotHold() throws Exception {
        commits.close();
        commits = commits(2, LONG);
        store.hold();
        CompletableFuture<Boolean> running = commits.submit(lines -> lines.add("running"));
        store.awaitCommit();
        CompletableFuture<Boolean> first = commits.submit(lines -> lines.add("first"));
        CompletableFuture<Boolean> second = commits.submit(lines -> lines.add("second"));

        CompletableFuture<Boolean> third = commits.submit(lines -> lines.add("third"));

        assertThatThrownBy(() -> get(third)).cause().hasMessage("the store is too slow: 2 writes are waiting");
        assertThat(commits.counters().refused()).isOne();
        store.gate.release(1000);
        get(running);
        get(first);
        get(second);
        assertThat(store.kept).containsExactly("running", "first", "second");
    }

    @Test
    void closingFinishesWhatWaitsAndTakesNoMore() throws Exception {
        store.hold();
        CompletableFuture<Boolean> running = commits.submit(lines -> lines.add("running"));
        store.awaitCommit();
        CompletableFuture<Boolean> waiting = commits.submit(lines -> lines.add("waiting"));
        store.gate.release(1000);

        commits.close();
        commits.close();

        assertThat(running).isCompletedWithValue(true);
        assertThat(waiting).isCompletedWithValue(true);
        assertThatThrownBy(() -> get(commits.submit(lines -> lines.add("late"))))
                .cause()
                .hasMessage("the store is closed");
    }

    @Test
    void everyFutureCompletesWhoeverClosesMeanwhile() throws Exception {
        for (int round = 0; round < 200; round++) {
            GroupCommit<List<String>> closing = commits(4, LONG);
            CountDownLatch start = new CountDownLatch(1);
            List<CompletableFuture<Boolean>> writes = new ArrayList<>();
            Thread submitter = Thread.ofVirtual().start(() -> {
                start.countDown();
                for (int i = 0; i < 20; i++) {
                    writes.add(closing.submit(lines -> lines.add("x")));
                }
            });
            start.await();
            closing.close();
            submitter.join();

            for (CompletableFuture<Boolean> write : writes) {
                assertThat(write.handle((_, _) -> "done").get(5, TimeUnit.SECONDS))
                        .isEqualTo("done");
            }
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ExecutionException(e.getCause());
        }
    }

    /** Keeps lines. Each commit passes a gate, which is open unless it is held. */
    private static final class FakeStore implements GroupCommit.Transactions<List<String>> {
        private final List<String> kept = new ArrayList<>();
        private final Semaphore gate = new Semaphore(1_000_000);
        private final Semaphore atTheGate = new Semaphore(0);
        private final Semaphore failures = new Semaphore(0);
        private volatile boolean reachable = true;

        void hold() {
            gate.drainPermits();
            atTheGate.drainPermits();
        }

        void awaitCommit() throws InterruptedException {
            assertThat(atTheGate.tryAcquire(10, TimeUnit.SECONDS))
                    .as("a commit came")
                    .isTrue();
        }

        void awaitFailures(int count) throws InterruptedException {
            assertThat(failures.tryAcquire(count, 10, TimeUnit.SECONDS))
                    .as("attempts came")
                    .isTrue();
        }

        @Override
        public void durably(Consumer<List<String>> work) {
            if (!reachable) {
                failures.release();
                throw new StoreUnavailable("fake");
            }
            List<String> lines = new ArrayList<>();
            work.accept(lines);
            atTheGate.release();
            gate.acquireUninterruptibly();
            kept.addAll(lines);
        }
    }
}

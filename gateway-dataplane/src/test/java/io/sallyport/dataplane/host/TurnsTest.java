package io.sallyport.dataplane.host;

import static io.sallyport.dataplane.host.Turns.Manner.POLITE;
import static io.sallyport.dataplane.host.Turns.Manner.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.host.Turns.Manner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Executor A_NEW_THREAD = task -> Thread.ofPlatform().start(task);

    @Test
    void areTakenInTheMannerLastAskedFor() throws Exception {
        Asked.assumeShown();

        assertThat(on(A_NEW_THREAD, () -> policiesAfter(POLITE, PROMPT, POLITE)))
                .containsExactly(Asked.SCHED_BATCH, Asked.SCHED_OTHER, Asked.SCHED_BATCH);
    }

    private static List<Integer> policiesAfter(Manner... manners) {
        return Stream.of(manners)
                .map(manner -> {
                    Turns.take(manner);
                    return Asked.forThisThread().policy();
                })
                .toList();
    }

    @Test
    void areShortFromThenOnForThisThreadAlone() throws Exception {
        Asked.assumeSlices();
        Asked before = on(A_NEW_THREAD, Asked::forThisThread);

        Asked after = on(A_NEW_THREAD, () -> {
            Turns.take(POLITE);
            return Asked.forThisThread();
        });

        assertThat(before.sliceNanos()).isGreaterThan(100_000);
        assertThat(after.sliceNanos()).isEqualTo(100_000);
        assertThat(on(A_NEW_THREAD, Asked::forThisThread)).isEqualTo(before);
    }

    @Test
    void areCounted() throws Exception {
        long more = on(A_NEW_THREAD, () -> {
            long before = Turns.waited().turns();
            until(() -> {
                LockSupport.parkNanos(100_000); // the thread leaves its processor
                return Turns.waited().turns() >= before + 20;
            });
            return Turns.waited().turns() - before;
        });

        assertThat(more).isBetween(20L, 1000L);
    }

    @Test
    void areWaitedForWhereThreadsAreMoreThanProcessors() {
        AtomicLong waited = new AtomicLong();

        CompletableFuture<?>[] threads = IntStream.rangeClosed(
                        0, Runtime.getRuntime().availableProcessors())
                .mapToObj(_ -> CompletableFuture.runAsync(
                        () -> until(() -> waited.accumulateAndGet(Turns.waited().nanos(), Math::max) > 0),
                        A_NEW_THREAD))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(threads).join();

        assertThat(waited.get()).isBetween(1L, TimeUnit.SECONDS.toNanos(5));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    private static <T> T on(Executor executor, Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, executor).get(10, TimeUnit.SECONDS);
    }
}

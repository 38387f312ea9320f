package io.sallyport.dataplane.host;

import static io.sallyport.dataplane.host.Turns.Manner.POLITE;
import static io.sallyport.dataplane.host.Turns.Manner.PROMPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.host.Turns.Manner;
import io.sallyport.dataplane.host.Turns.Waited;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final Executor A_NEW_THREAD = task -> Thread.ofPlatform().start(task);

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    @Test
    void areTakenInTheMannerLastAskedFor() throws Exception {
        Asked.assumeShown();

        assertThat(policiesAfter(POLITE, PROMPT, POLITE))
                .containsExactly(Asked.SCHED_BATCH, Asked.SCHED_OTHER, Asked.SCHED_BATCH);
    }

    private List<Integer> policiesAfter(Manner... manners) throws Exception {
        Turns others = onOther(Turns::mine);
        List<Integer> policies = new ArrayList<>();
        for (Manner manner : manners) {
            others.take(manner);
            policies.add(onOther(Asked::forThisThread).policy());
        }
        return policies;
    }

    @Test
    void areShortFromThenOnForThatThreadAlone() throws Exception {
        Asked.assumeSlices();
        Asked before = onOther(Asked::forThisThread);
        Asked here = Asked.forThisThread();

        onOther(Turns::mine).take(POLITE);

        assertThat(before.sliceNanos()).isGreaterThan(100_000);
        assertThat(onOther(Asked::forThisThread).sliceNanos()).isEqualTo(100_000);
        assertThat(Asked.forThisThread()).isEqualTo(here);
    }

    @Test
    void ofAThreadThatHasEndedAreNotTold() throws Exception {
        Turns ended = onOther(Turns::mine);
        stop();
        until(() -> ended.waited().equals(Waited.NOT_TOLD));

        ended.take(POLITE);

        assertThat(ended.waited()).isEqualTo(Waited.NOT_TOLD);
    }

    @Test
    void areCounted() throws Exception {
        long more = onOther(() -> {
            Turns mine = Turns.mine();
            long before = mine.waited().turns();
            until(() -> {
                LockSupport.parkNanos(100_000); // the thread leaves its processor
                return mine.waited().turns() >= before + 20;
            });
            return mine.waited().turns() - before;
        });

        assertThat(more).isBetween(20L, 1000L);
    }

    @Test
    void areWaitedForWhereThreadsAreMoreThanProcessors() {
        AtomicLong waited = new AtomicLong();

        CompletableFuture<?>[] threads = IntStream.rangeClosed(
                        0, Runtime.getRuntime().availableProcessors())
                .mapToObj(_ -> CompletableFuture.runAsync(
                        () -> {
                            Turns mine = Turns.mine();
                            until(() -> waited.accumulateAndGet(mine.waited().nanos(), Math::max) > 0);
                        },
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

    private <T> T onOther(Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, other).get(10, TimeUnit.SECONDS);
    }
}

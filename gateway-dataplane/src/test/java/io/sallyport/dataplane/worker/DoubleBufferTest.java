package io.sallyport.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DoubleBufferTest {
    private final Queue<Runnable> calls = new ArrayDeque<>();
    private final List<Integer> emptied = new ArrayList<>();

    private DoubleBuffer<List<Integer>> between(Executor emptier) {
        return new DoubleBuffer<>(new ArrayList<>(), new ArrayList<>(), emptier, batch -> {
            emptied.addAll(batch);
            batch.clear();
        });
    }

    @Test
    void whatDepartsWhileTheFirstWaitsNeedsNoFurtherCall() {
        DoubleBuffer<List<Integer>> buffer = between(calls::add);

        for (int number = 0; number < 10; number++) {
            buffer.loading().add(number);
            buffer.depart();
        }

        assertThat(calls).hasSize(1);
        calls.remove().run();
        assertThat(emptied).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whatIsTakenBackComesWithTheNextCall() {
        DoubleBuffer<List<Integer>> buffer = between(calls::add);
        buffer.loading().add(1);
        buffer.depart();
        buffer.loading().add(2);

        calls.remove().run();
        assertThat(emptied).isEmpty();
        buffer.depart();

        calls.remove().run();
        assertThat(emptied).containsExactly(1, 2);
    }

    @Test
    void nothingDepartsThatWasNotLoaded() {
        DoubleBuffer<List<Integer>> buffer = between(calls::add);

        buffer.depart();

        assertThat(calls).isEmpty();
    }

    @Test
    void neitherThreadEverLosesOrSwapsAnything() throws Exception {
        int count = 1_000_000;
        try (ExecutorService emptier = Executors.newSingleThreadExecutor()) {
            DoubleBuffer<List<Integer>> buffer = between(emptier);

            for (int number = 0; number < count; number++) {
                buffer.loading().add(number);
                if (number % 3 > 0) {
                    buffer.depart();
                }
            }
            buffer.depart();
            emptier.shutdown();
            assertThat(emptier.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(emptied).hasSize(count).isSorted().doesNotHaveDuplicates();
    }
}

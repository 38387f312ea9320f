package io.sallyport.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OffloadTest {
    private static final int CROWD = 100;

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch begin = new CountDownLatch(1);

    @Test
    void whoComesAloneDoesNotWaitBehindACrowd() throws Exception {
        try (Offload offload = new Offload(1)) {
            Executor crowd = offload.of(InetAddress.ofLiteral("198.51.100.7"));
            Executor neighbour = offload.of(InetAddress.ofLiteral("198.51.100.8"));
            Executor alone = offload.of(InetAddress.ofLiteral("203.0.113.1"));
            CountDownLatch all = new CountDownLatch(CROWD + 3);
            offload.execute(this::awaitBeginning);
            for (int i = 0; i < CROWD; i++) {
                run(crowd, "crowd " + i, all);
            }
            run(neighbour, "neighbour", all);
            run(alone, "alone", all);
            run(offload, "ours", all);

            begin.countDown();

            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(done).startsWith("crowd 0", "alone", "ours", "crowd 1", "crowd 2");
            assertThat(done).as("of the crowd's network").endsWith("crowd " + (CROWD - 1), "neighbour");
            assertThat(offload.backlog()).isZero();
        }
    }

    private void run(Executor executor, String name, CountDownLatch all) {
        executor.execute(() -> {
            done.add(name);
            all.countDown();
        });
    }

    private void awaitBeginning() {
        try {
            assertThat(begin.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

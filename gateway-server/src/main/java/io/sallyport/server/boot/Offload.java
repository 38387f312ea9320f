package io.sallyport.server.boot;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where what takes long is computed, off the workers: the slow parts of handshakes, the documents of sign-ins. What waits is
 * bounded by the number of strangers, each of which waits for one thing.
 */
final class Offload implements Executor, AutoCloseable {
    private final ThreadPoolExecutor threads;

    Offload(int threadCount) {
        threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("offload"));
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** Tasks that wait for a thread. */
    int backlog() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

package io.sallyport.server.session;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns sessions, leases and sign-ins. Others send it tasks and get values back; no task may wait for
 * anything.
 */
public final class ControlExecutor implements Executor, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlExecutor.class);
    private static final long STOP_SECONDS = 5;

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("control"));

    private final AtomicInteger backlog = new AtomicInteger();

    /** Runs {@code task}; what it throws is our fault and is logged. */
    @Override
    public void execute(Runnable task) {
        backlog.incrementAndGet();
        executor.execute(guarded(() -> {
            backlog.decrementAndGet();
            task.run();
        }));
    }

    /** Runs {@code task} and passes on what it comes to. */
    public <T> CompletableFuture<T> ask(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, this);
    }

    /** Runs {@code task}, which may take its time elsewhere, and passes on what it comes to. */
    public <T> CompletableFuture<T> askStage(Supplier<CompletionStage<T>> task) {
        return CompletableFuture.supplyAsync(task, this).thenCompose(stage -> stage);
    }

    /** Runs {@code task} again and again, a second apart. */
    public void everySecond(Runnable task) {
        executor.scheduleWithFixedDelay(guarded(task), 1, 1, TimeUnit.SECONDS);
    }

    /** Tasks that wait for their turn. */
    public int backlog() {
        return backlog.get();
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                log.error("gateway fault: in a control task", e);
            }
        };
    }
}

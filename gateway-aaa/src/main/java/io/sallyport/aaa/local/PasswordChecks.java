package io.sallyport.aaa.local;

import io.sallyport.config.Limits;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Where password hashes are computed: few at a time, few waiting, none on the caller's thread.
 *
 * <p>A check takes a good part of a tenth of a second and 19 MiB, and any stranger can ask for one. The threads end, and give
 * that memory back, when nobody has signed in for a while. Any thread may call.
 */
public final class PasswordChecks implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final LongAdder refused = new LongAdder();

    /** @param limits of which {@code passwordChecks} and {@code passwordQueue} are looked at, both at least 1 */
    public PasswordChecks(Limits limits) {
        threads = new ThreadPoolExecutor(
                limits.passwordChecks(),
                limits.passwordChecks(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.passwordQueue()),
                Thread.ofPlatform().name("password-check-", 1).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Empty, and counted, if too many are waiting already. The future completes on the thread of the check. */
    <T> Optional<CompletableFuture<T>> run(Supplier<T> check) {
        try {
            return Optional.of(CompletableFuture.supplyAsync(check, threads));
        } catch (RejectedExecutionException e) {
            refused.increment();
            return Optional.empty();
        }
    }

    public int waiting() {
        return threads.getQueue().size();
    }

    /** How often there was no room. */
    public long refused() {
        return refused.sum();
    }

    /** Starts no more checks; those that have begun end by themselves. */
    @Override
    public void close() {
        threads.shutdown();
    }
}

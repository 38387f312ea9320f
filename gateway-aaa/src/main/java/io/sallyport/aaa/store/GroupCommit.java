package io.sallyport.aaa.store;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes many small writes durable with one commit.
 *
 * <p>One thread takes what waits, runs all of it in one transaction, and completes the futures when that is durable. When one
 * write of a group fails, the group is rolled back and each runs in a transaction of its own, so that only the culprit fails.
 * When the store is out of reach, the group is tried again until it comes back or the patience of a write is over; so a write
 * fails with {@link StoreUnavailable} no later than its patience plus one attempt to reach the store.
 *
 * <p>Any thread may submit. Futures complete on the writer's thread: whoever has more to do there than to hand over uses the
 * {@code …Async} methods.
 *
 * @param <C> what a write is given to write with
 */
final class GroupCommit<C> implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    /** What stands behind the writer. */
    @FunctionalInterface
    interface Transactions<C> {

        /**
         * Runs {@code work} in one transaction and returns when the result would survive a crash. Nothing is kept if {@code work}
         * throws.
         *
         * @throws StoreUnavailable if it could not be reached; the work may or may not have been kept
         */
        void durably(Consumer<C> work);
    }

    /**
     * The bounds.
     *
     * @param queue writes that may wait; the next one fails at once
     * @param patience how long a write waits for a store that is out of reach
     * @param group writes in one transaction
     * @param pause between two attempts to reach the store
     */
    record Bounds(int queue, Duration patience, int group, Duration pause) {}

    private final Transactions<C> transactions;
    private final Bounds bounds;
    private final BlockingQueue<Write<C, ?>> queue;
    private final Thread writer;

    /** Taken from the queue, not yet done; confined to the writer. */
    private final Deque<Write<C, ?>> pending = new ArrayDeque<>();

    /** Why the store is out of reach, if it is; so that its loss and return are logged once. Confined to the writer. */
    private @Nullable StoreUnavailable outage;

    private final WriterCounters counters = new WriterCounters();
    private volatile boolean closing;

    GroupCommit(Transactions<C> transactions, Bounds bounds) {
        this.transactions = transactions;
        this.bounds = bounds;
        this.queue = new ArrayBlockingQueue<>(bounds.queue());
        this.writer = Thread.ofPlatform().name("store-writer").daemon().unstarted(this::run);
        writer.start();
    }

    /**
     * Completes when the write is durable.
     *
     * @param work may run more than once, also after its effect has been kept already, and then has to come to the same end
     */
    <T> CompletableFuture<T> submit(Work<C, T> work) {
        Write<C, T> write =
                new Write<>(work, System.nanoTime() + bounds.patience().toNanos());
        if (closing) {
            write.fail(new StoreUnavailable("the store is closed"));
        } else if (!queue.offer(write)) {
            counters.refused();
            write.fail(new StoreUnavailable("the store is too slow: " + bounds.queue() + " writes are waiting"));
        } else if (closing && queue.remove(write)) { // the writer may have looked for the last time
            write.fail(new StoreUnavailable("the store is closed"));
        }
        return write.future;
    }

    StoreCounters counters() {
        return counters.snapshot(queue.size());
    }

    /** Takes no more writes, finishes those that wait, and returns then. Twice is harmless. */
    @Override
    public void close() {
        closing = true;
        // Wakes the writer if it waits for work; if there is no room it is awake.
        queue.offer(new Write<C, Boolean>(_ -> true, System.nanoTime()));
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true; // must not cut the last commit short; the caller learns of it below
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty() || !pending.isEmpty()) {
            fill();
            failOverdue();
            if (!pending.isEmpty()) {
                attempt();
            }
        }
    }

    private void fill() {
        try {
            if (pending.isEmpty()) {
                pending.add(queue.take());
            }
            queue.drainTo(pending, bounds.group() - pending.size());
        } catch (InterruptedException e) {
            log.debug("interrupt ignored: thread=store-writer"); // nobody has a reason; close() is how it ends
        }
    }

    private void failOverdue() {
        long now = System.nanoTime();
        while (!pending.isEmpty() && now - pending.getFirst().deadlineNanos >= 0) { // the oldest is the first
            counters.unavailable();
            String reason = outage == null ? "the store is too slow" : outage.getMessage();
            pending.removeFirst()
                    .fail(new StoreUnavailable(
                            reason + " (tried for " + bounds.patience().toMillis() + " ms)", outage));
        }
    }

    private void attempt() {
        try {
            commit(List.copyOf(pending));
            pending.clear();
        } catch (StoreUnavailable e) {
            outOfReach(e);
        } catch (RuntimeException | Error e) {
            alone(e);
        }
    }

    /** One of the group cannot be done, so each has to show for itself. */
    private void alone(Throwable failureOfTheGroup) {
        if (pending.size() == 1) {
            counters.failed();
            pending.removeFirst().fail(failureOfTheGroup);
            return;
        }
        while (!pending.isEmpty()) {
            try {
                commit(List.of(pending.getFirst()));
                pending.removeFirst();
            } catch (StoreUnavailable e) {
                outOfReach(e);
                return; // those that are left start over, as a group
            } catch (RuntimeException | Error e) {
                counters.failed();
                pending.removeFirst().fail(e);
            }
        }
    }

    private void commit(List<Write<C, ?>> group) {
        List<Runnable> completions = new ArrayList<>(group.size());
        transactions.durably(connection -> {
            completions.clear();
            for (Write<C, ?> write : group) {
                completions.add(write.run(connection));
            }
        });
        counters.committed(group.size());
        if (outage != null) {
            outage = null;
            log.info("store is back: writes={}", group.size());
        }
        completions.forEach(Runnable::run);
    }

    private void outOfReach(StoreUnavailable reason) {
        if (outage == null) {
            log.warn("store lost: reason={}", reason.getMessage());
        }
        outage = reason;
        try {
            Thread.sleep(bounds.pause());
        } catch (InterruptedException e) {
            log.debug("interrupt ignored: thread=store-writer");
        }
    }

    private static final class Write<C, T> {
        private final Work<C, T> work;
        private final long deadlineNanos;
        private final CompletableFuture<T> future = new CompletableFuture<>();

        Write(Work<C, T> work, long deadlineNanos) {
            this.work = work;
            this.deadlineNanos = deadlineNanos;
        }

        /** @return what tells the result, to be called once it is durable */
        Runnable run(C connection) {
            T result = work.on(connection);
            return () -> future.complete(result);
        }

        void fail(Throwable failure) {
            future.completeExceptionally(failure);
        }
    }
}

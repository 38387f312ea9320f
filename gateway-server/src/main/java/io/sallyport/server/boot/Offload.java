package io.sallyport.server.boot;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.sallyport.config.IpPrefix;
import io.sallyport.server.listen.SourcePrefix;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where what takes long is computed, off the workers: the slow parts of handshakes, the documents of sign-ins. What waits is
 * bounded by the number of strangers, each of which waits for one thing.
 *
 * <p>Sources take turns: whoever brings a crowd waits behind it himself, and nobody else does.
 */
final class Offload implements Executor, AutoCloseable {
    /** What no client waits for. */
    private static final Optional<IpPrefix> OURS = Optional.empty();

    private final ThreadPoolExecutor threads;
    /** Whose turn is next stands first; nobody is here without a task. */
    private final SequencedMap<Optional<IpPrefix>, Queue<Runnable>> waiting = new LinkedHashMap<>();

    Offload(int threadCount) {
        threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("offload"));
    }

    /** Runs the tasks of clients at {@code source}, in their order. */
    Executor of(InetAddress source) {
        Optional<IpPrefix> prefix = Optional.of(SourcePrefix.of(source));
        return task -> execute(prefix, task);
    }

    @Override
    public void execute(Runnable task) {
        execute(OURS, task);
    }

    private void execute(Optional<IpPrefix> source, Runnable task) {
        synchronized (waiting) {
            waiting.computeIfAbsent(source, _ -> new ArrayDeque<>()).add(task);
        }
        threads.execute(() -> next().run()); // as often as there are tasks, though not each its own
    }

    private Runnable next() {
        synchronized (waiting) {
            Map.Entry<Optional<IpPrefix>, Queue<Runnable>> first = waiting.pollFirstEntry();
            Runnable task = first.getValue().remove();
            if (!first.getValue().isEmpty()) {
                waiting.putLast(first.getKey(), first.getValue());
            }
            return task;
        }
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

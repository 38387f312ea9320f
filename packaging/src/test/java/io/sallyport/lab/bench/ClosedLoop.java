package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clients that do one thing after the other, each as soon as the one before is done: the headend sets the pace, and never
 * has more to do at a time than there are clients.
 *
 * @param clients how many at a time
 * @param duration after which no client begins anew
 */
record ClosedLoop(int clients, Duration duration) {

    /** One thing. */
    interface Action {
        /** @param client 0 for the first; actions of different clients run at the same time */
        void run(int client) throws IOException;
    }

    /**
     * @param done how many times
     * @param seconds until the last was done
     */
    record Outcome(long done, double seconds) {
        double perSecond() {
            return done / seconds;
        }
    }

    /** @throws LabFailure when one fails: a comparison of failures says nothing */
    Outcome run(Action action) {
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                counts.add(threads.submit(() -> {
                    long done = 0;
                    for (; System.nanoTime() - end < 0; done++) {
                        action.run(client);
                    }
                    return done;
                }));
            }
            long done = 0;
            for (Future<Long> count : counts) {
                done += count.get();
            }
            return new Outcome(done, (System.nanoTime() - begin) / 1e9);
        } catch (ExecutionException e) {
            throw new LabFailure("a client failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted while clients run", e);
        }
    }
}

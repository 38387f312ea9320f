package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.testkit.load.LoadSession;
import io.sallyport.testkit.load.Traffic;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What came of some seconds of traffic through one or many sessions at a time.
 *
 * @param gigabits of UDP payload per second
 * @param cpuPerGigabyte CPU seconds of the gateway for 10^9 bytes of it
 * @param cpuPerPacket microseconds
 * @param fairness largest through smallest share of a session
 */
record LoadRun(double gigabits, double cpuPerGigabyte, double cpuPerPacket, double fairness) {
    private static final long WARM_UP_MILLIS = 2000;

    static LoadRun of(LoadSite site, List<LoadSession> sessions, Traffic traffic, int seconds) {
        try {
            for (LoadSession session : sessions) {
                session.begin(traffic);
            }
            TimeUnit.MILLISECONDS.sleep(WARM_UP_MILLIS);
            long[] before = carried(sessions);
            double cpuBefore = site.headend().cpuSeconds();
            long begin = System.nanoTime();
            TimeUnit.SECONDS.sleep(seconds);
            long[] after = carried(sessions);
            double cpu = site.headend().cpuSeconds() - cpuBefore;
            double elapsed = (System.nanoTime() - begin) / 1e9;
            sessions.forEach(LoadSession::end);
            return of(before, after, sessions.getFirst().payloadLength(), cpu, elapsed);
        } catch (IOException e) {
            throw new LabFailure("load: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted under load", e);
        }
    }

    private static LoadRun of(long[] before, long[] after, int payloadLength, double cpu, double elapsed) {
        long packets = 0;
        long smallest = Long.MAX_VALUE;
        long largest = 0;
        for (int i = 0; i < before.length; i++) {
            long share = after[i] - before[i];
            packets += share;
            smallest = Math.min(smallest, share);
            largest = Math.max(largest, share);
        }
        if (packets == 0) {
            throw new LabFailure("no packet has come through");
        }
        double bytes = (double) packets * payloadLength;
        return new LoadRun(
                bytes * 8 / 1e9 / elapsed, cpu / (bytes / 1e9), cpu * 1e6 / packets, (double) largest / smallest);
    }

    private static long[] carried(List<LoadSession> sessions) {
        return sessions.stream().mapToLong(LoadSession::carried).toArray();
    }
}

package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.testkit.load.Carrier;
import io.sallyport.testkit.load.Direction;
import io.sallyport.testkit.load.LoadSession;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** {@code ./dev bench --load ...}: what the gateway does when its client is not the slowest link, and with thousands of them. */
final class LoadBench {
    private static final Set<String> ROWS = Set.of("throughput", "sessions", "latency");
    private static final int WINDOW = 400;

    /** What limits.tunnel-queue holds: with more under way, the gateway drops by design. */
    private static final int TLS_WINDOW = 160;

    /** Of each of many sessions: two batches, so that a lost packet does not hold the next one up. */
    private static final int SMALL_WINDOW = 80;

    private static final int FEW = 10;
    private static final int SOME = 500;
    private static final int IDLE = 5000;
    private static final int EQUAL = 2000;

    private final PrintStream out = System.out;
    private final Path image;
    private final int runs;
    private final int seconds;

    private LoadBench(Path image, int runs, int seconds) {
        this.image = image;
        this.runs = runs;
        this.seconds = seconds;
    }

    /** @param names of the rows, between commas */
    static void run(String names, Path image, Contender.Start gateway, Contender.Start ocserv, int runs, int seconds) {
        List<String> wanted = List.of(names.split(",", -1));
        if (!ROWS.containsAll(wanted)) {
            throw new LabFailure("--load: found " + names + ", expected some of " + ROWS);
        }
        Machine.lines().forEach(System.out::println);
        LoadBench bench = new LoadBench(image, runs, seconds);
        if (wanted.contains("throughput")) {
            bench.throughput();
        }
        if (wanted.contains("sessions")) {
            bench.sessions();
        }
        if (wanted.contains("latency")) {
            Latency.run(gateway, ocserv, System.out);
        }
    }

    private void throughput() {
        try (LoadSite site = LoadSite.open(image)) {
            for (Carrier carrier : Carrier.values()) {
                List<LoadSession> one = open(site, 1, carrier);
                for (Direction direction : Direction.values()) {
                    int window = carrier == Carrier.TLS ? TLS_WINDOW : WINDOW;
                    List<LoadRun> measured = new ArrayList<>();
                    for (int run = 0; run <= runs; run++) {
                        measured.add(LoadRun.of(site, one, site.traffic(direction, window), seconds));
                    }
                    measured.removeFirst(); // warm-up
                    print(
                            "%s %s: %.2f Gbit/s, %.2f CPU-s/GB",
                            carrier,
                            direction.name().toLowerCase(Locale.ROOT),
                            median(measured, LoadRun::gigabits),
                            median(measured, LoadRun::cpuPerGigabyte));
                }
            }
        }
    }

    /** The two gateways differ in nothing but their idle sessions, and are measured in turn. */
    private void sessions() {
        try (LoadSite lonely = LoadSite.open(image);
                LoadSite crowded = LoadSite.open(image)) {
            List<LoadSession> one = open(lonely, 1, Carrier.DTLS);
            List<LoadSession> busy = open(crowded, 1, Carrier.DTLS);
            memory(crowded);
            compare(lonely, one, crowded, busy, WINDOW, "one busy session, and it among " + IDLE + " idle ones");
            List<LoadSession> equals = crowded.client().sessions().subList(1, 1 + EQUAL);
            compare(lonely, one, crowded, equals, SMALL_WINDOW, "one session, and " + EQUAL + " with equal traffic");
            print(
                    "still open: %d",
                    crowded.client().sessions().stream()
                            .filter(LoadSession::isOpen)
                            .count());
        }
    }

    private void memory(LoadSite site) {
        open(site, FEW - 1, Carrier.DTLS);
        print("memory with %d sessions: %.0f MB", FEW, site.memoryAtRest() / 1e6);
        open(site, SOME - FEW, Carrier.DTLS);
        long some = site.memoryAtRest();
        open(site, IDLE + 1 - SOME, Carrier.DTLS);
        long many = site.memoryAtRest();
        print(
                "memory with %d and %d sessions: %.0f and %.0f MB, %.1f KiB per session",
                SOME, IDLE + 1, some / 1e6, many / 1e6, (many - some) / 1024.0 / (IDLE + 1 - SOME));
    }

    private void compare(
            LoadSite first,
            List<LoadSession> ofFirst,
            LoadSite second,
            List<LoadSession> ofSecond,
            int window,
            String title) {
        for (Direction direction : Direction.values()) {
            List<LoadRun> left = new ArrayList<>();
            List<LoadRun> right = new ArrayList<>();
            for (int run = 0; run <= runs; run++) {
                left.add(LoadRun.of(first, ofFirst, first.traffic(direction, WINDOW), seconds));
                right.add(LoadRun.of(second, ofSecond, second.traffic(direction, window), seconds));
            }
            left.removeFirst(); // warm-up
            right.removeFirst();
            double before = median(left, LoadRun::cpuPerPacket);
            double after = median(right, LoadRun::cpuPerPacket);
            print(
                    "%s, DTLS %s: %.2f and %.2f us of CPU per packet, ratio %.2f; %.2f and %.2f Gbit/s; shares"
                            + " max/min %.2f",
                    title,
                    direction.name().toLowerCase(Locale.ROOT),
                    before,
                    after,
                    after / before,
                    median(left, LoadRun::gigabits),
                    median(right, LoadRun::gigabits),
                    median(right, LoadRun::fairness));
        }
    }

    private static List<LoadSession> open(LoadSite site, int count, Carrier carrier) {
        return site.client().open(count, LoadSite.USER.user(), LoadSite.USER.password(), carrier);
    }

    private static double median(List<LoadRun> runs, ToDoubleFunction<LoadRun> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private void print(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}

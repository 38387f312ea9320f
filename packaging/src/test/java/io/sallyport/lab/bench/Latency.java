package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import io.sallyport.lab.UdpEcho;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** How long a small datagram takes there and back through a real openconnect's DTLS, beside ocserv, in turn. */
final class Latency {
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(30);

    /** Until the compilers have little left to do, the gateway's and this program's: they share the cores with the pings. */
    private static final int WARM_UP_ROUNDS = 6;

    private static final int ROUNDS = 8;
    private static final int PINGS = 1000;
    private static final int PINGS_UNDER_LOAD = 500;
    private static final long DOWNLOAD_BYTES = 200_000_000;

    private Latency() {}

    static void run(Contender.Start gateway, Contender.Start ocserv, PrintStream out) {
        try (Contender ours = Contender.start(gateway);
                Contender yardstick = Contender.start(ocserv);
                UdpEcho _ = UdpEcho.on(ours.topology().target());
                UdpEcho _ = UdpEcho.on(yardstick.topology().target())) {
            List<Contender> contenders = List.of(ours, yardstick);
            contenders.forEach(Latency::connect);
            List<List<Double>> idle = List.of(new ArrayList<>(), new ArrayList<>());
            List<List<Double>> busy = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
                for (int turn = 0; turn < contenders.size(); turn++) {
                    int i = (round + turn) % contenders.size(); // whoever goes first finds what the other has left
                    List<Double> whenIdle = pings(contenders.get(i), PINGS);
                    List<Double> whenBusy = pingsUnderDownload(contenders.get(i));
                    if (round >= WARM_UP_ROUNDS) {
                        idle.get(i).addAll(whenIdle);
                        busy.get(i).addAll(whenBusy);
                    }
                }
            }
            print(out, "idle tunnel", idle);
            print(out, "under full download", busy);
        } catch (IOException e) {
            throw new LabFailure("latency: " + e.getMessage(), e);
        }
    }

    private static void connect(Contender contender) {
        Openconnect client = contender
                .openconnect()
                .to(contender.headend())
                .user(Contender.USER)
                .connect(TIME_TO_CONNECT);
        client.process().await("DTLS connection", TIME_TO_CONNECT);
    }

    private static List<Double> pings(Contender contender, int count) throws IOException {
        return UdpEcho.roundTrips(contender.topology().client1(), Topology.TARGET_IPV4, count);
    }

    private static List<Double> pingsUnderDownload(Contender contender) throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Transfer download = new Transfer(
                Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, DOWNLOAD_BYTES, 1, Transfer.Check.COUNT);
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> downloads = thread.submit(() -> {
                while (!over.get()) {
                    download.run(contender.topology().client1());
                }
            });
            try {
                return pings(contender, PINGS_UNDER_LOAD);
            } finally {
                over.set(true);
                downloads.get(); // were there none, the figures would mean nothing
            }
        } catch (ExecutionException e) {
            throw new LabFailure("download: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabFailure("interrupted under download", e);
        }
    }

    private static void print(PrintStream out, String title, List<List<Double>> micros) {
        out.printf(
                Locale.ROOT,
                "round trip, %s: p50 %.0f and %.0f us (ratio %.2f), p99 %.0f and %.0f us (ratio %.2f),"
                        + " lost %.2f and %.2f %% with sallyport and ocserv%n",
                title,
                at(micros.get(0), 50),
                at(micros.get(1), 50),
                at(micros.get(0), 50) / at(micros.get(1), 50),
                at(micros.get(0), 99),
                at(micros.get(1), 99),
                at(micros.get(0), 99) / at(micros.get(1), 99),
                lostPercent(micros.get(0)),
                lostPercent(micros.get(1)));
    }

    private static double lostPercent(List<Double> values) {
        long lost =
                values.stream().filter(micros -> micros >= UdpEcho.LOST_MICROS).count();
        return 100.0 * lost / values.size();
    }

    private static double at(List<Double> values, int percent) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[(sorted.length - 1) * percent / 100];
    }
}

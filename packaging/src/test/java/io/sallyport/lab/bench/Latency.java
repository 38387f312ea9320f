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
    private static final int WARM_UP_TURNS = 6;

    /** Short turns, and many: whatever else the machine does for a second or two then strikes both alike. */
    private static final int IDLE_TURNS = 32;

    private static final int TURNS_UNDER_DOWNLOAD = 8;

    /** Of a turn. */
    private static final int PINGS = 500;

    private static final long DOWNLOAD_BYTES = 200_000_000;

    @FunctionalInterface
    private interface Measurement {
        List<Double> of(Contender contender) throws IOException;
    }

    private Latency() {}

    static void run(Contender.Start gateway, Contender.Start ocserv, PrintStream out) {
        try (Contender ours = Contender.start(gateway);
                Contender yardstick = Contender.start(ocserv);
                UdpEcho _ = UdpEcho.on(ours.topology().target());
                UdpEcho _ = UdpEcho.on(yardstick.topology().target())) {
            List<Contender> contenders = List.of(ours, yardstick);
            contenders.forEach(Latency::connect);
            inTurn(contenders, WARM_UP_TURNS, Latency::pings);
            inTurn(contenders, WARM_UP_TURNS, Latency::pingsUnderDownload);
            print(out, "idle tunnel", inTurn(contenders, IDLE_TURNS, Latency::pings));
            print(out, "under full download", inTurn(contenders, TURNS_UNDER_DOWNLOAD, Latency::pingsUnderDownload));
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

    /** @return of each contender, microseconds */
    private static List<List<Double>> inTurn(List<Contender> contenders, int turns, Measurement measurement)
            throws IOException {
        List<List<Double>> micros =
                contenders.stream().<List<Double>>map(_ -> new ArrayList<>()).toList();
        for (int turn = 0; turn < turns; turn++) {
            for (int i = 0; i < contenders.size(); i++) {
                int next = (turn + i) % contenders.size(); // whoever goes first finds what the other has left
                micros.get(next).addAll(measurement.of(contenders.get(next)));
            }
        }
        return micros;
    }

    private static List<Double> pings(Contender contender) throws IOException {
        return UdpEcho.roundTrips(contender.topology().client1(), Topology.TARGET_IPV4, PINGS);
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
                return pings(contender);
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

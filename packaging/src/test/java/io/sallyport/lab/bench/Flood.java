package io.sallyport.lab.bench;

import io.sallyport.lab.Command;
import io.sallyport.lab.Credentials;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.Jvm;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Running;
import io.sallyport.lab.Topology;
import io.sallyport.testkit.cstp.CstpClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./dev bench --flood}: how long a sign-in takes, while nobody else is there and while another source knocks as often as it
 * is answered, in turn. Those who knock run in a process of lower priority: a stranger brings a CPU of his own, here it is the
 * machine's.
 */
final class Flood {
    private static final Credentials USER = new Credentials("bench", "correct horse battery staple");
    private static final int SIGN_INS = 40;
    private static final Duration TIME_TO_START = Duration.ofSeconds(30);

    private Flood() {}

    /**
     * @param clients how many of the flood knock at a time
     * @param nice of the flood, as nice(1) counts
     * @param warmUp of flood and sign-ins, before they are measured
     */
    static void run(Path image, int runs, int clients, int nice, Duration warmUp) {
        try (Topology topology = Topology.create()) {
            topology.moveClient2Away();
            Identity identity = Identity.make(topology.directory());
            GatewaySetup setup = new GatewaySetup(image, topology.directory(), identity);
            try (Headend gateway = setup.write(List.of(USER)).start(topology)) {
                Machine.lines().forEach(System.out::println);
                compare(topology, gateway, runs, clients, nice, warmUp);
            }
        }
    }

    private static void compare(Topology topology, Headend gateway, int runs, int clients, int nice, Duration warmUp) {
        CstpClient client = gateway.client(topology.client1());
        long warmAt = System.nanoTime() + warmUp.toNanos();
        try (Knocking knocking = Knocking.start(topology, clients, nice)) {
            while (System.nanoTime() < warmAt) {
                signIns(client, 1);
            }
            knocking.stop();
        }
        List<Double> idle = new ArrayList<>();
        List<Double> flooded = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            idle.addAll(signIns(client, SIGN_INS));
            try (Knocking knocking = Knocking.start(topology, clients, nice)) {
                flooded.addAll(signIns(client, SIGN_INS));
                rates.add(knocking.stop());
            }
        }
        System.out.println("sign-ins, one after the other:            " + described(idle));
        System.out.println("beside inits of another source:           " + described(flooded));
        System.out.printf(
                Locale.ROOT, "inits of that source, %3d at a time:      %.0f per second%n", clients, median(rates));
        System.out.printf(
                Locale.ROOT, "ratio of the medians:                     %.2f%n", median(flooded) / median(idle));
    }

    private static List<Double> signIns(CstpClient client, int count) {
        List<Double> millis = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                long begin = System.nanoTime();
                client.signIn(USER.user(), USER.password()).orFail();
                millis.add((System.nanoTime() - begin) / 1e6);
            }
            return millis;
        } catch (IOException e) {
            throw new LabFailure("sign-in: " + e.getMessage(), e);
        }
    }

    private static String described(List<Double> millis) {
        return String.format(
                Locale.ROOT,
                "median %.1f ms, nine of ten within %.1f ms, of %d",
                median(millis),
                quantile(millis, 0.9),
                millis.size());
    }

    private static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    private static double quantile(List<Double> values, double part) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) ((sorted.size() - 1) * part));
    }

    /** The flood, while it runs. */
    private static final class Knocking implements AutoCloseable {
        private final Running process;
        private final long beginNanos;
        private final long before;

        private Knocking(Running process) {
            this.process = process;
            process.await(InitFlood.COUNT, TIME_TO_START);
            this.before = count();
            this.beginNanos = System.nanoTime();
        }

        static Knocking start(Topology topology, int clients, int nice) {
            return new Knocking(Command.of(Jvm.command(
                            InitFlood.class, Topology.GATEWAY_IPV4.getHostAddress(), Integer.toString(clients)))
                    .behind(List.of("nice", "-n", Integer.toString(nice)))
                    .behind(topology.client2().prefix())
                    .start());
        }

        /** @return inits per second, from the beginning until now */
        double stop() {
            double rate = (count() - before) / ((System.nanoTime() - beginNanos) / 1e9);
            process.close();
            return rate;
        }

        private long count() {
            List<String> lines = process.output().lines().toList();
            return lines.reversed().stream()
                    .filter(line -> line.startsWith(InitFlood.COUNT))
                    .mapToLong(line -> Long.parseLong(line.substring(InitFlood.COUNT.length())))
                    .findFirst()
                    .orElseThrow(() -> new LabFailure("the flood says: " + process.output()));
        }

        @Override
        public void close() {
            process.close();
        }
    }
}

package io.sallyport.lab.bench;

import io.sallyport.lab.Arguments;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.LabProgram;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.RawSender;
import io.sallyport.lab.TargetHost;
import io.sallyport.lab.Topology;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ./dev bench --strangers}: ClientHellos with ids that nobody has, each from another port, while a client works. What
 * they get back, what they leave, and what the client notices of them.
 *
 * <pre>
 *   --rate N      hellos per second, default 20000
 *   --seconds N   how long, default 30
 *   --image DIR   our gateway, default the one that was built
 * </pre>
 */
final class Strangers {
    static final String OPTION = "strangers";

    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(30);
    private static final int BURST = 20;
    private static final int PINGS_PER_SECOND = 50;
    private static final Pattern PINGS = Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
    private static final Pattern RTT = Pattern.compile("rtt min/avg/max/mdev = ([\\d.]+)/([\\d.]+)/([\\d.]+)/");
    private static final String UNKNOWN = "sallyport_dtls_misfits_total{reason=\"unknown_id\"}";
    private static final double MAX_LOSS = 0.001;
    private static final double MAX_RTT_RATIO = 2;
    private static final int FIRST_PORT = 1024;
    private static final int RANDOM_AT = 13 + 12 + 2; // behind the headers of record and message, and the version
    private static final int SESSION_ID_AT = RANDOM_AT + 32 + 1;

    private final Topology topology;
    private final Headend headend;

    private Strangers(Topology topology, Headend headend) {
        this.topology = topology;
        this.headend = headend;
    }

    /** What the client notices. */
    private record Noticed(int sent, int received, double meanMillis, double longestMillis) {
        double loss() {
            return 1 - (double) received / sent;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d pings, loss %.3f %%, RTT mean %.3f ms, longest %.1f ms",
                    sent,
                    loss() * 100,
                    meanMillis,
                    longestMillis);
        }
    }

    static void run(Arguments arguments) {
        int rate = arguments.number("rate", 20_000);
        int seconds = arguments.number("seconds", 30);
        try (Topology topology = Topology.create()) {
            GatewaySetup setup = new GatewaySetup(
                    arguments.path("image").orElseGet(LabProgram::builtImage),
                    topology.directory(),
                    Identity.make(topology.directory()));
            try (Headend headend = setup.write(List.of(Contender.USER)).start(topology)) {
                TargetHost.start(topology);
                Machine.lines().forEach(System.out::println);
                new Strangers(topology, headend).compare(rate, seconds);
            }
        }
    }

    private void compare(int rate, int seconds) {
        Openconnect client = Openconnect.in(topology, topology.client1())
                .to(headend)
                .user(Contender.USER)
                .connect(TIME_TO_CONNECT);
        client.process().await("Established DTLS", TIME_TO_CONNECT);
        noticed(seconds); // warms up
        Noticed alone = noticed(seconds);
        System.out.println("alone:          " + alone);
        countAnswers();
        sendHellos(rate, Math.min(5, seconds));
        long memoryBefore = headend.memoryBytes();
        double cpuBefore = headend.cpuSeconds();
        double unknownBefore = metric(UNKNOWN);

        CompletableFuture<Noticed> meanwhile = CompletableFuture.supplyAsync(() -> noticed(seconds));
        double sentPerSecond = sendHellos(rate, seconds);
        Noticed amongStrangers = meanwhile.join();

        double cpu = headend.cpuSeconds() - cpuBefore;
        double heard = metric(UNKNOWN) - unknownBefore;
        System.out.println("among hellos:   " + amongStrangers);
        System.out.printf(
                Locale.ROOT,
                "hellos:         %.0f per second sent, %.0f heard and passed over, %s%n",
                sentPerSecond,
                heard,
                answers());
        System.out.printf(
                Locale.ROOT,
                "left behind:    %.0f handshakes begun, memory %+.1f MB; CPU %.2f us each%n",
                handshakes() - 1,
                (headend.memoryBytes() - memoryBefore) / 1e6,
                cpu / heard * 1e6);
        verdict("loss", amongStrangers.loss() - alone.loss(), MAX_LOSS);
        verdict("RTT ratio", amongStrangers.meanMillis / alone.meanMillis, MAX_RTT_RATIO);
    }

    private static void verdict(String what, double value, double limit) {
        System.out.printf(
                Locale.ROOT,
                "%-15s %.4f, at most %s: %s%n",
                what + ":",
                value,
                limit,
                value <= limit ? "kept" : "MISSED");
    }

    private Noticed noticed(int seconds) {
        String said = topology.client1()
                .command(
                        "ping",
                        "-q",
                        "-i0.02",
                        "-c" + PINGS_PER_SECOND * seconds,
                        "-W5",
                        Topology.TARGET_IPV4.getHostAddress())
                .run(Duration.ofSeconds(2L * seconds + 30))
                .out();
        Matcher pings = PINGS.matcher(said);
        Matcher rtt = RTT.matcher(said);
        if (!pings.find() || !rtt.find()) {
            throw new LabFailure("ping says: " + said);
        }
        return new Noticed(
                Integer.parseInt(pings.group(1)),
                Integer.parseInt(pings.group(2)),
                Double.parseDouble(rtt.group(2)),
                Double.parseDouble(rtt.group(3)));
    }

    /** @return hellos per second that have really left */
    private double sendHellos(int rate, int seconds) {
        InetSocketAddress gateway = new InetSocketAddress(Topology.GATEWAY_IPV4, Headend.PORT);
        InetAddress stranger = InetAddress.ofLiteral("198.18.1.12");
        Random random = new Random(rate);
        byte[] hello = hello();
        int count = rate * seconds;
        long begin = System.nanoTime();
        try (RawSender sender =
                RawSender.open(topology.client2(), new InetSocketAddress(stranger, FIRST_PORT), gateway)) {
            for (int i = 0; i < count; i++) {
                ByteBuffer.wrap(hello).putLong(RANDOM_AT, random.nextLong()).putLong(SESSION_ID_AT, random.nextLong());
                sender.from(new InetSocketAddress(stranger, FIRST_PORT + i % (65_536 - FIRST_PORT)));
                sender.send(hello);
                if (i % BURST == BURST - 1) {
                    LockSupport.parkNanos(begin + (i + 1L) * 1_000_000_000L / rate - System.nanoTime());
                }
            }
        }
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    /** A whole ClientHello of DTLS 1.2 with a session id of 32 bytes and one suite, RFC 6347, section 4.2. */
    private static byte[] hello() {
        int bodyLength = 2 + 32 + 1 + 32 + 1 + 2 + 2 + 2;
        ByteBuffer hello = ByteBuffer.allocate(13 + 12 + bodyLength);
        hello.put((byte) 22).putShort((short) 0xFEFF).putLong(0).putShort((short) (12 + bodyLength));
        hello.put((byte) 1).put((byte) 0).putShort((short) bodyLength).putShort((short) 0);
        hello.put((byte) 0).putShort((short) 0).put((byte) 0).putShort((short) bodyLength);
        hello.putShort((short) 0xFEFD).put(new byte[32]).put((byte) 32).put(new byte[32]);
        hello.put((byte) 0)
                .putShort((short) 2)
                .putShort((short) 0x009C)
                .put((byte) 1)
                .put((byte) 0);
        return hello.array();
    }

    private void countAnswers() {
        topology.gateway().nft("""
                table inet answers {
                  chain out {
                    type filter hook output priority 0
                    ip daddr 198.18.1.12 udp sport 443 counter
                  }
                }
                """);
    }

    private String answers() {
        return "answered: "
                + topology.gateway()
                        .run("nft", "list", "table", "inet", "answers")
                        .orFail()
                        .out()
                        .lines()
                        .filter(line -> line.contains("counter"))
                        .map(line -> line.substring(line.indexOf("packets")))
                        .findFirst()
                        .orElseThrow();
    }

    private double handshakes() {
        return List.of("completed", "failed", "abandoned", "not_resumed").stream()
                .mapToDouble(outcome -> metric("sallyport_dtls_handshakes_total{outcome=\"" + outcome + "\"}"))
                .sum();
    }

    private double metric(String sample) {
        return topology.gateway()
                .run("curl", "-sf", "http://127.0.0.1:9443/metrics")
                .orFail()
                .out()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new LabFailure("no such metric: " + sample));
    }
}

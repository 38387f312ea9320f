package io.sallyport.lab.bench;

import io.sallyport.lab.Arguments;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.LabProgram;
import io.sallyport.lab.Ocserv;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code ./dev bench}: our gateway beside Debian's ocserv on this machine, both with the same kind of certificate, the
 * same clients and the same addresses, in turn.
 *
 * <p>Clients and headend share the machine, so rates depend on what the clients cost too; the CPU of the headend, which is
 * counted for its processes alone, does not, and its ratio is what to look at.
 *
 * <pre>
 *   --runs N        measured runs of each, default 3
 *   --seconds N     length of a run of short connections, default 6
 *   --warm-up N     seconds of short connections, or of the flood, before the runs, default 20
 *   --megabytes N   length of a transfer, default 1000
 *   --clients N     short connections at a time, default 8
 *   --rows A,B      only these: download upload dtls-download dtls-upload tls connect form sign-in
 *   --image DIR     our gateway, default the one that was built
 *   --yardstick N   the ocserv of Debian 12 or 13, default 12
 *   --load A,B      instead of all that, the gateway under our load client: throughput sessions latency
 *   --strangers     our gateway alone, among ClientHellos that belong to nobody: see {@link Strangers}
 *   --yardstick-only  ocserv beside itself: shows how far equal things differ here
 *   --flood         instead of all that: what a flood of inits from one source does to the sign-ins of another
 *   --nice N        how little of the machine the flood itself may have, 1 to 19, default 10
 * </pre>
 */
public final class Bench {
    private static final Set<String> VALUED = Set.of(
            "runs", "seconds", "warm-up", "megabytes", "clients", "rows", "image", "nice", "rate", "load", "yardstick");
    private static final String YARDSTICK_ONLY = "yardstick-only";
    private static final String FLOOD = "flood";

    /** Thousands of sign-ins from one place are an attack; here they are the measurement. ocserv's bounds are off too. */
    private static final String ROOM = """
            limits:
              conversations: 1000000
              sessions: 1000000
            """;

    private Bench() {}

    public static void main(String[] words) {
        // The key shares that openconnect sends, in its order.
        System.setProperty("jdk.tls.namedGroups", "secp256r1,x25519");
        Set<String> switches = Set.of(YARDSTICK_ONLY, FLOOD, Strangers.OPTION);
        LabProgram.launch("bench", () -> run(Arguments.parse(words, VALUED, switches)));
    }

    private static void run(Arguments arguments) {
        if (arguments.has(FLOOD)) {
            LabProgram.requireRootAnd(List.of("ip", "nft", "openssl", "nice"));
            Flood.run(
                    arguments.path("image").orElseGet(LabProgram::builtImage),
                    arguments.number("runs", 3),
                    arguments.number("clients", 64),
                    arguments.number("nice", 10),
                    Duration.ofSeconds(arguments.number("warm-up", 20)));
            return;
        }
        if (arguments.has(Strangers.OPTION)) {
            LabProgram.requireRootAnd(List.of("ip", "nft", "openconnect", "openssl", "ping", "curl"));
            Strangers.run(arguments);
            return;
        }
        LabProgram.requireRootAnd(List.of("ip", "nft", "openconnect", "ocserv", "ocpasswd", "openssl"));
        int runs = arguments.number("runs", 3);
        Map<String, Workload> rows = rows(arguments);
        Path image = arguments.path("image").orElseGet(LabProgram::builtImage);
        DebianRelease release = DebianRelease.of(arguments.value("yardstick").orElse("12"));
        Contender.Start gateway = topology -> ours(topology, image);
        Contender.Start ocserv = topology -> ocserv(topology, release);
        if (arguments.value("load").isPresent()) {
            LoadBench.run(arguments.value("load").get(), image, gateway, ocserv, runs, arguments.number("seconds", 6));
            return;
        }
        Contender.Start first = arguments.has(YARDSTICK_ONLY) ? ocserv : gateway;
        try (Contender ours = Contender.start(first);
                Contender yardstick = Contender.start(ocserv)) {
            List<Contender> contenders = List.of(ours, yardstick);
            Machine.lines().forEach(System.out::println);
            System.out.println("client: " + yardstick.openconnect().version());
            contenders.forEach(contender -> System.out.println(contender.description()));
            for (BulkTransfer.Channel channel : channels(rows)) {
                contenders.forEach(contender -> System.out.println(
                        contender.headend().version() + ": openconnect: " + contender.connectOpenconnect(channel)));
            }
            System.out.println();
            Table table = new Table(System.out);
            table.header(List.of(
                    arguments.has(YARDSTICK_ONLY) ? "ocserv (a)" : "sallyport",
                    arguments.has(YARDSTICK_ONLY) ? "ocserv (b)" : "ocserv"));
            rows.values().forEach(row -> table.row(Comparison.run(row, contenders, runs)));
            System.out.println("Medians of " + runs + " runs in turn. Ratio: first through second; for CPU, less is"
                    + " better. Spread: largest through smallest CPU of equal runs. What a password costs is the"
                    + " difference between a sign-in and a form.");
        }
    }

    private static Map<String, Workload> rows(Arguments arguments) {
        long bytes = arguments.number("megabytes", 1000) * 1_000_000L;
        ClosedLoop loop =
                new ClosedLoop(arguments.number("clients", 8), Duration.ofSeconds(arguments.number("seconds", 6)));
        ClosedLoop warmUp = new ClosedLoop(loop.clients(), Duration.ofSeconds(arguments.number("warm-up", 20)));
        Map<String, Workload> all = new LinkedHashMap<>();
        for (BulkTransfer.Channel channel : BulkTransfer.Channel.values()) {
            String prefix = channel == BulkTransfer.Channel.TLS ? "" : "dtls-";
            all.put(prefix + "download", new BulkTransfer(channel, Transfer.Direction.DOWNLOAD, bytes));
            all.put(prefix + "upload", new BulkTransfer(channel, Transfer.Direction.UPLOAD, bytes));
        }
        all.put("tls", new Connections(Connections.Kind.TLS, warmUp, loop));
        all.put("connect", new Connections(Connections.Kind.CONNECT, warmUp, loop));
        all.put("form", new Connections(Connections.Kind.FORM, warmUp, loop));
        all.put("sign-in", new Connections(Connections.Kind.SIGN_IN, warmUp, loop));
        arguments.value("rows").ifPresent(names -> {
            List<String> wanted = List.of(names.split(",", -1));
            if (!all.keySet().containsAll(wanted)) {
                throw new LabFailure("--rows: found " + names + ", expected some of " + all.keySet());
            }
            all.keySet().retainAll(wanted);
        });
        return all;
    }

    /** Over which the rows move bytes. */
    private static Set<BulkTransfer.Channel> channels(Map<String, Workload> rows) {
        return rows.values().stream()
                .filter(BulkTransfer.class::isInstance)
                .map(row -> ((BulkTransfer) row).channel())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Headend ocserv(Topology topology, DebianRelease release) {
        Identity identity = Identity.make(topology.directory());
        return new Ocserv(release, identity, List.of(Contender.USER)).start(topology);
    }

    private static Headend ours(Topology topology, Path image) {
        Identity identity = Identity.make(topology.directory());
        GatewaySetup setup = new GatewaySetup(image, topology.directory(), identity);
        return setup.write(setup.configuration() + ROOM, List.of(Contender.USER))
                .start(topology);
    }
}

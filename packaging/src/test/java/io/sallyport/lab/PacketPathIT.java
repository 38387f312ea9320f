package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.udp.UdpUnavailable;
import io.sallyport.testkit.load.EchoPeer;
import io.sallyport.testkit.load.Inside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes through a tunnel arrives as it was, however the packets cross between kernel and gateway. */
@NeedsLab(programs = {"openconnect", "ping", "strace"})
class PacketPathIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");
    private static final Credentials BOB = new Credentials("bob", "looking-glass");
    private static final List<InetAddress> TARGETS = List.of(Topology.TARGET_IPV4, Topology.TARGET_IPV6);

    /** Of each transfer. */
    private static final long BYTES = Integer.getInteger("sallyport.packet-path.megabytes", 50) * 1_000_000L;

    private static final Duration TIME_FOR_DATAGRAMS = Duration.ofSeconds(30 + BYTES / 5_000_000);
    private static final InetSocketAddress BATCHES = new InetSocketAddress(InetAddress.ofLiteral("::"), 5007);

    /** How datagrams cross between gateway and kernel. */
    enum UdpRung {
        CUT_BY_THE_KERNEL(true, true),
        MANY_PER_CALL(false, true),
        ONE_PER_CALL(false, false);

        private static final List<String> MANY = List.of("sendmmsg", "recvmmsg");
        private static final List<String> ONE = List.of("sendmsg", "recvmsg");
        private static final Pattern CUT = Pattern.compile("cmsg_level=SOL_UDP, cmsg_type=(UDP_SEGMENT|0x67)\\b");

        private final boolean cut;
        private final boolean many;

        UdpRung(boolean cut, boolean many) {
            this.cut = cut;
            this.many = many;
        }

        /** @param seen what strace has written while datagrams went both ways */
        void isWhatHappens(String seen) {
            assertThat(many ? MANY : ONE).allMatch(call -> seen.contains(call + "("));
            assertThat(many ? ONE : MANY).noneMatch(call -> seen.contains(call + "("));
            if (cut) {
                assertThat(seen).containsPattern(CUT);
            } else {
                assertThat(seen).doesNotContainPattern(CUT);
            }
        }
    }

    private Topology topology;

    @BeforeEach
    void build() {
        topology = Topology.create();
    }

    @AfterEach
    void remove() {
        topology.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "uso", "tso-ecn", "tso", "none", "plain"})
    void whatIsMovedArrivesUnchangedOnEachRungOfOffload(String offload) throws IOException, UdpUnavailable {
        Namespace host = topology.target();
        TargetHost.start(topology);
        Headend headend = start("nat: masquerade", "nat: masquerade\n  offload: " + offload);
        assertThat(headend.process().output()).containsPattern("TUN device made: name=sally0 queues=\\d+ offload=");

        try (Openconnect client = connect(topology.client1(), headend, ALICE);
                UdpEcho _ = UdpEcho.on(host);
                EchoPeer _ = EchoPeer.listen(inside(host), BATCHES)) {
            moveAllKinds(client.tunnel().mtu());
        }
        assertNoChecksumWasWrong();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMovedOverDtlsArrivesUnchangedOnEachRungOfUdp(UdpRung rung) throws IOException, UdpUnavailable {
        Namespace host = topology.target();
        TargetHost.start(topology);
        Headend headend = start(UnaryOperator.identity());

        try (Openconnect client =
                        openconnect(topology.client1(), headend, ALICE).connect(SOON);
                UdpEcho _ = UdpEcho.on(host);
                EchoPeer _ = EchoPeer.listen(inside(host), BATCHES)) {
            client.process().await("Established DTLS", SOON);
            descend(headend, rung);

            moveAllKinds(client.tunnel().mtu());

            assertThat(callsOf(headend)).satisfies(rung::isWhatHappens);
        }
        assertNoChecksumWasWrong();
    }

    @ParameterizedTest
    @ValueSource(ints = {576, 1280, 1500})
    void aClientGetsWhatFitsItsMtu(int mtu) throws IOException {
        TargetHost.start(topology);
        Headend headend = start("mtu: 1406", "mtu: 1500");

        try (Openconnect client = openconnect(topology.client1(), headend, ALICE)
                        .option("--no-dtls")
                        .option("--mtu=" + mtu)
                        .connect(SOON);
                UdpEcho _ = UdpEcho.on(topology.target())) {
            assertThat(client.tunnel().mtu()).isLessThanOrEqualTo(Math.max(mtu, 1280));
            for (Transfer.Direction direction : Transfer.Direction.values()) {
                move(new Transfer(direction, Topology.TARGET_IPV4, BYTES, 7, Transfer.Check.SHA_256));
            }
            echo(new InetSocketAddress(Topology.TARGET_IPV4, UdpEcho.PORT), 1300, 50);
        }
        assertNoChecksumWasWrong();
    }

    @Test
    void aRateIsKeptAndReached() {
        TargetHost.start(topology);
        Headend headend = start("mtu: 1406", "mtu: 1406\n    rate: {down: 10Mbit, up: 5Mbit}");

        try (Openconnect _ = connect(topology.client1(), headend, ALICE)) {
            Transfer.Result down = move(new Transfer(
                    Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, 8_000_000, 7, Transfer.Check.SHA_256));
            Transfer.Result up = move(new Transfer(
                    Transfer.Direction.UPLOAD, Topology.TARGET_IPV4, 4_000_000, 7, Transfer.Check.SHA_256));

            System.out.printf(
                    "rates: down %.2f of 10 Mbit/s, up %.2f of 5%n", down.gigabits() * 1e3, up.gigabits() * 1e3);
            assertThat(down.gigabits() * 1e3).isBetween(0.9 * 10 * 0.96, 10.0); // 0.96 of a packet is payload
            assertThat(up.gigabits() * 1e3).isBetween(0.9 * 5 * 0.96, 5.0);
        }
    }

    @Test
    void twoClientsReachEachOtherThroughTheKernel() {
        topology.gateway().sysctl("net/ipv4/conf/all/send_redirects", "0");
        Headend headend = start("split-include: [", "split-include: [192.0.2.0/24, ");
        topology.gateway().nft("""
                table inet seen {
                    chain forward {
                        type filter hook forward priority 0;
                        iifname "sally0" oifname "sally0" counter
                    }
                }
                """);

        try (Openconnect _ = connect(topology.client1(), headend, ALICE);
                Openconnect other = connect(topology.client2(), headend, BOB)) {
            String address = other.tunnel().ipv4().orElseThrow();

            Output ping = topology.client1().run("ping", "-c3", "-i0.2", "-w5", address);

            assertThat(ping).matches(Output::ok);
            assertThat(ping.out()).doesNotContain("Redirect");
            assertThat(topology.gateway()
                            .run("nft", "list", "table", "inet", "seen")
                            .out())
                    .doesNotContain("packets 0 ");
        }
    }

    private Headend start(String line, String instead) {
        return start(configuration -> {
            assertThat(configuration).contains(line);
            return configuration.replace(line, instead);
        });
    }

    private Headend start(UnaryOperator<String> change) {
        Identity identity = Identity.make(topology.directory());
        GatewaySetup setup = new GatewaySetup(LabProgram.builtImage(), topology.directory(), identity);
        return setup.write(change.apply(setup.configuration()), List.of(ALICE, BOB))
                .start(topology);
    }

    private Openconnect.Invocation openconnect(Namespace namespace, Headend headend, Credentials user) {
        return Openconnect.in(topology, namespace)
                .of(DebianRelease.DEBIAN_12)
                .to(headend)
                .user(user);
    }

    private Openconnect connect(Namespace namespace, Headend headend, Credentials user) {
        return openconnect(namespace, headend, user).option("--no-dtls").connect(SOON);
    }

    /** Lets the gateway find out what its kernel cannot do; it does not ask again. */
    private void descend(Headend headend, UdpRung rung) {
        if (rung != UdpRung.CUT_BY_THE_KERNEL) {
            refuse(headend, "EIO", List.of("sendmmsg"), List.of("sendmsg"));
        }
        if (rung == UdpRung.ONE_PER_CALL) {
            refuse(headend, "ENOSYS", UdpRung.MANY, UdpRung.ONE);
        }
    }

    private void refuse(Headend headend, String errno, List<String> refused, List<String> instead) {
        CompletableFuture<Void> traffic;
        try (SystemCalls calls = SystemCalls.refused(headend.process().pid(), errno, refused, instead)) {
            traffic = CompletableFuture.runAsync(this::echoSome);
            instead.forEach(call -> calls.await(call, SOON));
        }
        traffic.join();
    }

    private String callsOf(Headend headend) {
        List<String> watched =
                Stream.concat(UdpRung.MANY.stream(), UdpRung.ONE.stream()).toList();
        SystemCalls calls = SystemCalls.watched(headend.process().pid(), watched);
        try (calls) {
            echoSome();
        }
        return calls.seen();
    }

    private void echoSome() {
        try {
            echo(new InetSocketAddress(Topology.TARGET_IPV4, UdpEcho.PORT), 1000, 64);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** TCP both ways, datagrams of all lengths, and datagrams in batches, over both families. */
    private void moveAllKinds(int mtu) throws IOException {
        for (InetAddress target : TARGETS) {
            for (Transfer.Direction direction : Transfer.Direction.values()) {
                move(new Transfer(direction, target, BYTES, 7, Transfer.Check.SHA_256));
            }
            for (int length : List.of(4, 501, mtu - 48, mtu + 500)) {
                echo(new InetSocketAddress(target, UdpEcho.PORT), length, 200);
            }
            int full = mtu - 48;
            echo(new InetSocketAddress(target, BATCHES.getPort()), full, (int) (BYTES / full));
        }
    }

    private static Inside inside(Namespace namespace) {
        return (sockets, address) -> namespace.inside(() -> sockets.open(address));
    }

    private void echo(InetSocketAddress host, int length, int count) throws IOException {
        assertThat(UdpEcho.exchange(topology.client1(), host, length, count, TIME_FOR_DATAGRAMS))
                .as("datagrams of %d bytes", length)
                .isEqualTo(count);
    }

    private Transfer.Result move(Transfer transfer) {
        Transfer.Result result = transfer.run(topology.client1());
        assertThat(result.sha256()).as(transfer.toString()).isEqualTo(transfer.expectedSha256());
        return result;
    }

    /** Neither end has counted one. */
    private void assertNoChecksumWasWrong() {
        for (Namespace end : List.of(topology.client1(), topology.target())) {
            List<String> tables = List.of("/proc/net/snmp", "/proc/net/snmp6");
            for (String table : tables) {
                assertThat(checksumErrors(end.run("cat", table).out()))
                        .as("%s in %s", table, end)
                        .isZero();
            }
        }
    }

    private static long checksumErrors(String table) {
        List<String> lines = table.lines().toList();
        long errors = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split("\\s+", -1);
            if (words.length == 2 && words[0].endsWith("InCsumErrors")) { // snmp6: a line each
                errors += Long.parseLong(words[1]);
            } else if (words.length > 2 && i + 1 < lines.size()) { // snmp: a line of names, a line of values
                String[] values = lines.get(i + 1).split("\\s+", -1);
                for (int column = 1; column < Math.min(words.length, values.length); column++) {
                    if (words[column].equals("InCsumErrors")) {
                        errors += Long.parseLong(values[column]);
                    }
                }
            }
        }
        return errors;
    }
}

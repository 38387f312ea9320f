package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The lab proves itself on a headend that is not ours: when this passes, a failure elsewhere is the gateway's. */
@NeedsLab(programs = {"openconnect", "ocserv", "ocpasswd", "ping", "curl"})
class OcservIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");
    private static final Credentials MALLORY = new Credentials("alice", "looking-glass");
    private static final List<InetAddress> TARGETS = List.of(Topology.TARGET_IPV4, Topology.TARGET_IPV6);
    private static final long TWENTY_MEGABYTES = 20_000_000;

    private Topology topology;

    @BeforeEach
    void build() {
        topology = Topology.create();
    }

    @AfterEach
    void remove() {
        topology.close();
    }

    @EachRelease
    void aRealClientReachesTheTargetInBothFamilies(DebianRelease release) {
        Headend headend = start(release);
        TargetHost.start(topology);

        try (Openconnect client = client(release, headend).user(ALICE).connect(SOON)) {
            assertThat(client.tunnel().ipv4().orElse("")).startsWith("192.0.2.");
            assertThat(client.tunnel().ipv6().orElse("")).startsWith("2001:db8:77:");
            assertThat(client.tunnel().mtu()).isBetween(1280, 1500);
            for (InetAddress target : TARGETS) {
                assertThat(topology.client1().run("ping", "-c2", "-i0.2", "-w5", target.getHostAddress()))
                        .matches(Output::ok);
                assertThat(topology.client1()
                                .run("curl", "-s", TargetHost.url(target))
                                .out())
                        .isEqualTo(TargetHost.PAGE);
            }
        }
    }

    @EachRelease
    void whatIsMovedArrivesUnchanged(DebianRelease release) {
        Headend headend = start(release);
        TargetHost.start(topology);

        try (Openconnect _ = client(release, headend).user(ALICE).connect(SOON)) {
            for (InetAddress target : TARGETS) {
                for (Transfer.Direction direction : Transfer.Direction.values()) {
                    Transfer transfer = new Transfer(direction, target, TWENTY_MEGABYTES, 7, Transfer.Check.SHA_256);

                    Transfer.Result result = transfer.run(topology.client1());

                    assertThat(result.bytes()).isEqualTo(TWENTY_MEGABYTES);
                    assertThat(result.sha256()).isEqualTo(transfer.expectedSha256());
                }
            }
        }
    }

    @EachRelease
    void aWrongPasswordGivesNoTunnel(DebianRelease release) {
        Headend headend = start(release);

        Output output = client(release, headend).user(MALLORY).run(SOON);

        assertThat(output.ok()).isFalse();
        assertThat(output.err()).contains("Login failed");
    }

    @EachRelease
    void aClientThatIsToldToReconnectKeepsItsAddresses(DebianRelease release) {
        Headend headend = start(release);

        try (Openconnect client = client(release, headend).user(ALICE).connect(SOON)) {
            TunnelFacts before = client.tunnel();
            long mark = client.process().mark();
            client.process().signal(Signal.USR2);

            TunnelFacts after = client.awaitReconnect(mark, SOON);

            assertThat(after.reason()).isEqualTo("reconnect");
            assertThat(after.ipv4()).isEqualTo(before.ipv4());
            assertThat(after.ipv6()).isEqualTo(before.ipv6());
        }
    }

    @EachRelease
    void aCookieOpensTheTunnelWithoutAPassword(DebianRelease release) {
        Headend headend = start(release);
        String cookie = client(release, headend).user(ALICE).fetchCookie();

        try (Openconnect client = client(release, headend).cookie(cookie).connect(SOON)) {
            assertThat(client.tunnel().ipv4()).isPresent();
        }
    }

    @EachRelease
    void anInterruptedClientLeavesInOrder(DebianRelease release) {
        Headend headend = start(release);

        try (Openconnect client = client(release, headend).user(ALICE).connect(SOON)) {
            client.process().signal(Signal.INT);

            client.process().awaitExit(SOON);

            assertThat(client.process().output()).contains("lab script: disconnect done");
        }
    }

    @EachRelease
    void theCpuOfWorkersThatHaveEndedIsCounted(DebianRelease release) {
        Headend headend = start(release);
        double before = headend.cpuSeconds();
        assertThat(headend.memoryBytes()).isPositive();

        for (int i = 0; i < 5; i++) {
            topology.client1().run("curl", "-sk", headend.url()).orFail();
        }
        Deadline.in(SOON).await("the workers to end", () -> headend.pids().size() <= 3);

        assertThat(headend.cpuSeconds() - before).isPositive();
    }

    private Headend start(DebianRelease release) {
        Identity identity = Identity.make(topology.directory());
        return new Ocserv(release, identity, List.of(ALICE)).start(topology);
    }

    private Openconnect.Invocation client(DebianRelease release, Headend headend) {
        return Openconnect.in(topology, topology.client1())
                .of(release)
                .to(headend)
                .option("--no-dtls");
    }
}

package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.BOB;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two users at the same time: each has its own tunnel, and neither can pass for somebody else. */
@NeedsLab(programs = {"openconnect", "ping", "curl"})
class TwoClientsIT {
    private static final long FORTY_MEGABYTES = 40_000_000;
    private static final String FOREIGN_SOURCES = "sallyport_packets_dropped_total{reason=\"foreign_source\"}";
    private static final int PINGS = 5;

    private static Site site;
    private Openconnect alice;
    private Openconnect bob;

    @BeforeAll
    static void open() {
        site = Site.open(ALICE, BOB);
    }

    @BeforeEach
    void connect() {
        alice = site.client(DebianRelease.DEBIAN_12, aliceMachine()).user(ALICE).connect(SOON);
        bob = site.client(DebianRelease.DEBIAN_12, bobMachine()).user(BOB).connect(SOON);
    }

    @AfterEach
    void disconnect() {
        alice.close();
        bob.close();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void eachGetsItsOwnBytesAndNothingOfTheOther() {
        count(aliceMachine(), "meta iifname \"tun*\" ip daddr != " + ipv4(alice));
        count(bobMachine(), "meta iifname \"tun*\" ip daddr != " + ipv4(bob));
        Transfer forAlice = download(1);
        Transfer forBob = download(2);

        CompletableFuture<Transfer.Result> toAlice = CompletableFuture.supplyAsync(() -> forAlice.run(aliceMachine()));
        Transfer.Result toBob = forBob.run(bobMachine());

        assertThat(toAlice.join().sha256()).isEqualTo(forAlice.expectedSha256());
        assertThat(toBob.sha256()).isEqualTo(forBob.expectedSha256()).isNotEqualTo(forAlice.expectedSha256());
        assertThat(counted(aliceMachine())).isZero();
        assertThat(counted(bobMachine())).isZero();
        assertThat(site.sessionOf(alice).path("user").asString()).isEqualTo("alice");
        assertThat(site.sessionOf(bob).path("user").asString()).isEqualTo("bob");
    }

    /** What the policy does not name stays beside the tunnel, whoever asks for it. */
    @Test
    void onlyTheNetworksOfThePolicyAreReachedThroughTheTunnel() {
        count(site.topology().gateway(), "meta iifname sally0");

        ping(aliceMachine(), "198.18.1.1");
        long beside = counted(site.topology().gateway());
        ping(aliceMachine(), Topology.TARGET_IPV4.getHostAddress());

        assertThat(beside).isZero();
        assertThat(counted(site.topology().gateway())).isPositive();
    }

    @Test
    void aPacketWithTheAddressOfNobodyNeverLeavesTheGateway() {
        assertThatSpoofedPacketsAreDropped("ip", "203.0.113.9", Topology.TARGET_IPV4);
        assertThatSpoofedPacketsAreDropped("ip6", "2001:db8:bad::9", Topology.TARGET_IPV6);
    }

    @Test
    void aPacketWithTheAddressOfAnotherClientNeverLeavesTheGateway() {
        assertThatSpoofedPacketsAreDropped("ip", ipv4(bob), Topology.TARGET_IPV4);
        assertThatSpoofedPacketsAreDropped("ip6", bob.tunnel().ipv6().orElseThrow(), Topology.TARGET_IPV6);
    }

    /**
     * Alice's machine gives her tunnel device another address and pings from it. Whatever of that came out of the TUN device
     * of the gateway would be counted, before any translation.
     */
    private void assertThatSpoofedPacketsAreDropped(String family, String source, InetAddress target) {
        aliceMachine().ip("address", "replace", source, "dev", alice.tunnel().device());
        count(site.topology().gateway(), "meta iifname sally0 " + family + " saddr " + source);
        double before = site.metric(FOREIGN_SOURCES);

        Output pings = aliceMachine()
                .run("ping", "-I", source, "-c", Integer.toString(PINGS), "-i0.1", "-W1", target.getHostAddress());

        assertThat(pings.out()).contains(PINGS + " packets transmitted, 0 received");
        Deadline.in(SOON).await("the counter", () -> site.metric(FOREIGN_SOURCES) >= before + PINGS);
        assertThat(counted(site.topology().gateway())).isZero();
        // IPv6 would go on with the newest address.
        aliceMachine().ip("address", "del", source, "dev", alice.tunnel().device());
        ping(aliceMachine(), target.getHostAddress());
    }

    private static void ping(Namespace from, String target) {
        from.run("ping", "-c2", "-i0.2", "-w5", target).orFail();
    }

    private static Transfer download(long seed) {
        return new Transfer(
                Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, FORTY_MEGABYTES, seed, Transfer.Check.SHA_256);
    }

    /** Counts from now on what comes in and matches; one count per machine. */
    private static void count(Namespace machine, String match) {
        machine.nft("""
                table inet watch
                delete table inet watch
                table inet watch {
                  counter seen { }
                  chain prerouting {
                    type filter hook prerouting priority raw
                    %s counter name seen
                  }
                }
                """.formatted(match));
    }

    private static long counted(Namespace machine) {
        String counter = machine.run("nft", "list", "counter", "inet", "watch", "seen")
                .orFail()
                .out();
        return Long.parseLong(counter.replaceAll("(?s).*packets (\\d+).*", "$1"));
    }

    private static String ipv4(Openconnect client) {
        return client.tunnel().ipv4().orElseThrow();
    }

    private static Namespace aliceMachine() {
        return site.topology().client1();
    }

    private static Namespace bobMachine() {
        return site.topology().client2();
    }
}

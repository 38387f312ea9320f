package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.BOB;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.PingStream;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Address translation between client and gateway that changes its mind. */
@NeedsLab(programs = {"openconnect", "ping", "curl"})
class DtlsRoamingIT {
    private static final long THREE_HUNDRED_MEGABYTES = 300_000_000;
    private static final String TOO_BIG = "sallyport_udp_datagrams_total{event=\"too_big\"}";
    private static final String MOVED = "sallyport_udp_datagrams_total{event=\"moved\"}";

    private Site site;

    @BeforeEach
    void open() {
        site = Site.open(ALICE, BOB);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    @Requirement(221)
    void aTransferGoesOnWhenItsClientGetsAnotherAddress() {
        Namespace machine = site.topology().client1();
        machine.ip("addr", "add", "198.18.1.21/32", "dev", "eth0");
        site.topology().gateway().ip("route", "add", "198.18.1.21/32", "dev", "client1", "src", "198.18.1.1");
        try (Openconnect client = site.clientWithDtls(machine).user(ALICE).connect(SOON)) {
            site.awaitChannel("dtls", client);
            long mark = client.process().mark();
            Transfer download = new Transfer(
                    Transfer.Direction.DOWNLOAD,
                    Topology.TARGET_IPV4,
                    THREE_HUNDRED_MEGABYTES,
                    7,
                    Transfer.Check.SHA_256);
            CompletableFuture<Transfer.Result> result = CompletableFuture.supplyAsync(() -> download.run(machine));

            // Without tracking connections: it would take whoever is heard first for the one who began.
            machine.nft("""
                    table ip moved {
                      chain out {
                        type filter hook postrouting priority 100;
                        udp dport 443 ip saddr set 198.18.1.21
                      }
                      chain in {
                        type filter hook prerouting priority -250;
                        ip daddr 198.18.1.21 udp sport 443 ip daddr set 198.18.1.11
                      }
                    }
                    """);

            Deadline.in(SOON).await("the association at the other address", () -> site.metric(MOVED) == 1);
            assertThat(result).isNotDone();
            assertThat(result.join().sha256()).isEqualTo(download.expectedSha256());
            assertThatNothingHappenedTo(client, mark);
        }
    }

    /**
     * The second machine is behind the first, which translates its TCP as it likes, and its UDP by hand, so that it can give
     * it another port at any time.
     */
    @Test
    @Requirement(230)
    void ofTwoClientsBehindOneAddressOneMoves() {
        Namespace router = site.topology().client1();
        Namespace behind = site.topology().client2();
        router.pair("inner", behind, "outer");
        router.ip("addr", "add", "198.18.9.1/24", "dev", "inner");
        behind.ip("addr", "add", "198.18.9.2/24", "dev", "outer");
        behind.ip("route", "replace", "198.18.1.1/32", "via", "198.18.9.1", "dev", "outer", "src", "198.18.9.2");
        router.sysctl("net/ipv4/ip_forward", "1");
        router.nft("""
                table ip router {
                  chain untracked_in {
                    type filter hook prerouting priority -300;
                    ip protocol udp notrack
                  }
                  chain untracked_out {
                    type filter hook output priority -300;
                    ip protocol udp notrack
                  }
                  chain others {
                    type nat hook postrouting priority 100;
                    ip saddr 198.18.9.2 masquerade
                  }
                  chain udp_out {
                    type filter hook postrouting priority 110;
                    ip saddr 198.18.9.2 udp dport 443 ip saddr set 198.18.1.11
                  }
                  chain udp_in {
                    type filter hook prerouting priority -250;
                    udp sport 443 udp dport 40002 ip daddr set 198.18.9.2
                  }
                }
                """);
        try (Openconnect stays = onPort(40001, router).user(ALICE).connect(SOON);
                Openconnect moves = onPort(40002, behind).user(BOB).connect(SOON)) {
            site.awaitChannel("dtls", stays);
            site.awaitChannel("dtls", moves);
            long markOfStaying = stays.process().mark();
            long markOfMoving = moves.process().mark();
            try (PingStream ofStaying = PingStream.start(router, Duration.ofSeconds(6));
                    PingStream ofMoving = PingStream.start(behind, Duration.ofSeconds(6))) {
                router.nft("""
                        table ip rebound {
                          chain out {
                            type filter hook postrouting priority 120;
                            ip saddr 198.18.1.11 udp sport 40002 udp dport 443 udp sport set 40777
                          }
                          chain in {
                            type filter hook prerouting priority -260;
                            udp sport 443 udp dport 40777 udp dport set 40002
                          }
                        }
                        """);

                Deadline.in(SOON).await("the association at the other port", () -> site.metric(MOVED) == 1);
                assertThat(ofMoving.goesOn()).isTrue();
                assertThat(ofStaying.await().lost()).isZero();
                assertThat(ofMoving.await().lost()).isZero();
            }
            assertThatNothingHappenedTo(stays, markOfStaying);
            assertThatNothingHappenedTo(moves, markOfMoving);
            assertThat(site.metric(MOVED)).isEqualTo(1);
        }
    }

    /** The kernel says so when a datagram is refused (EMSGSIZE): the session's packets are made smaller, and only some are lost. */
    @Test
    void aWayThatNarrowsIsHeeded() {
        Namespace machine = site.topology().client1();
        try (Openconnect client = site.clientWithDtls(machine).user(ALICE).connect(SOON)) {
            site.awaitChannel("dtls", client);
            site.topology()
                    .gateway()
                    .ip("route", "change", "198.18.1.11/32", "dev", "client1", "src", "198.18.1.1", "mtu", "1200");

            Transfer first = new Transfer(
                    Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, 5_000_000, 7, Transfer.Check.SHA_256);
            assertThat(first.run(machine).sha256()).isEqualTo(first.expectedSha256());
            double refused = site.metric(TOO_BIG);
            Transfer second = new Transfer(
                    Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, 5_000_000, 8, Transfer.Check.SHA_256);
            assertThat(second.run(machine).sha256()).isEqualTo(second.expectedSha256());

            assertThat(refused).isPositive();
            assertThat(site.metric(TOO_BIG)).as("found out once").isEqualTo(refused);
            assertThat(site.sessionOf(client).path("channel").asString()).isEqualTo("dtls");
        }
    }

    private Openconnect.Invocation onPort(int port, Namespace machine) {
        return site.clientWithDtls(machine).option("--dtls-local-port=" + port);
    }

    private void assertThatNothingHappenedTo(Openconnect client, long mark) {
        assertThat(site.sessionOf(client).path("channel").asString()).isEqualTo("dtls");
        assertThat(client.process().output().substring((int) mark)).isEmpty();
    }
}

package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DTLS in all its forms with real clients, and what networks do to it. */
@NeedsLab(programs = {"openconnect", "ping"})
class DtlsIT {
    private static final Duration SOON = Duration.ofSeconds(40); // a client without UDP waits 12 s by itself
    /** Some megabytes have gone to the client. */
    private static final Pattern UNDER_WAY = Pattern.compile("\"bytes-out\"\\s*:\\s*[0-9]{7,}");

    private static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");
    private static final long HUNDRED_MEGABYTES = 100_000_000;
    private static final String OVER_DTLS = "\"channel\" : \"dtls\"";
    private static final String OVER_TLS = "\"channel\" : \"tls\"";
    private static final String NO_UDP = """
            table inet cut {
              chain from-client {
                type filter hook input priority 0
                %s
              }
              chain to-client {
                type filter hook output priority 0
                %s
              }
            }
            """;

    private Topology topology;
    private Gateway gateway;
    private Headend headend;

    @BeforeEach
    void start() {
        topology = Topology.create();
        GatewaySetup setup = new GatewaySetup(
                Path.of("target", "sallyport").toAbsolutePath(),
                topology.directory(),
                Identity.make(topology.directory()));
        gateway = setup.write(setup.configuration().replace("dpd: 30s", "dpd: 3s"), List.of(ALICE));
        headend = gateway.start(topology);
        TargetHost.start(topology);
    }

    @AfterEach
    void remove() {
        topology.close();
    }

    @ParameterizedTest(name = "{0} {1}")
    @Requirement(199)
    @CsvSource({
        "DEBIAN_12, '', (DTLS1.2)-(PSK)-(AES-256-GCM)",
        "DEBIAN_13, '', (DTLS1.2)-(PSK)-(AES-256-GCM)",
        "DEBIAN_12, --dtls-ciphers=OC-DTLS1_2-AES128-GCM, (DTLS1.2)-(RSA)-(AES-128-GCM)",
        "DEBIAN_13, --dtls-ciphers=OC-DTLS1_2-AES128-GCM, (DTLS1.2)-(RSA)-(AES-128-GCM)",
        "DEBIAN_12, --dtls-ciphers=OC-DTLS1_2-AES256-GCM, (DTLS1.2)-(RSA)-(AES-256-GCM)",
        "DEBIAN_13, --dtls-ciphers=OC-DTLS1_2-AES256-GCM, (DTLS1.2)-(RSA)-(AES-256-GCM)",
        "DEBIAN_12, --dtls-ciphers=AES128-SHA, (DTLS0.9)-(RSA)-(AES-128-CBC)-(SHA1)",
        "DEBIAN_13, --dtls-ciphers=AES128-SHA, (DTLS0.9)-(RSA)-(AES-128-CBC)-(SHA1)",
        "DEBIAN_12, --dtls-ciphers=AES256-SHA, (DTLS0.9)-(RSA)-(AES-256-CBC)-(SHA1)",
        "DEBIAN_13, --dtls-ciphers=AES256-SHA, (DTLS0.9)-(RSA)-(AES-256-CBC)-(SHA1)",
        "DEBIAN_12, --dtls12-ciphers=AES128-GCM-SHA256, (DTLS1.2)-(RSA)-(AES-128-GCM)",
        "DEBIAN_13, --dtls12-ciphers=AES128-GCM-SHA256, (DTLS1.2)-(RSA)-(AES-128-GCM)",
    })
    void aRealClientSpeaksWhatItHasAskedFor(DebianRelease release, String option, String suite) {
        Openconnect.Invocation invocation = client(release);
        try (Openconnect client = (option.isEmpty() ? invocation : invocation.option(option)).connect(SOON)) {
            assertThat(client.process().output()).contains(suite);
            pingsArriveInFull(200);
            awaitChannel(OVER_DTLS);
            for (Transfer.Direction direction : Transfer.Direction.values()) {
                transferOf(direction, HUNDRED_MEGABYTES);
            }
            assertThat(sessions()).contains(OVER_DTLS);
        }
    }

    @ParameterizedTest
    @CsvSource({"DEBIAN_12", "DEBIAN_13"})
    void aClientWithUnknownSuitesOnlyStaysOnTls(DebianRelease release) {
        try (Openconnect client =
                client(release).option("--dtls-ciphers=UNHEARD-OF").connect(SOON)) {
            assertThat(client.process().output()).doesNotContain("Established DTLS");
            pingsArriveInFull(20);
            assertThat(sessions()).contains(OVER_TLS);
        }
    }

    @ParameterizedTest(name = "in: {0} out: {1}")
    @CsvSource({"udp dport 443 drop, udp sport 443 drop", "udp dport 443 drop, ''", "'', udp sport 443 drop"})
    void aTransferOutlivesTheEndOfUdpAndUdpComesBack(String in, String out) {
        try (Openconnect _ = client(DebianRelease.DEBIAN_12).connect(SOON)) {
            awaitChannel(OVER_DTLS);
            CompletableFuture<Void> transfer =
                    CompletableFuture.runAsync(() -> transferOf(Transfer.Direction.DOWNLOAD, 5 * HUNDRED_MEGABYTES));
            Deadline.in(SOON)
                    .await(
                            "the transfer under way",
                            () -> UNDER_WAY.matcher(sessions()).find());
            long cutAt = System.nanoTime();
            topology.gateway().nft(NO_UDP.formatted(in, out));

            awaitChannel(OVER_TLS);
            System.out.printf("in: %s out: %s: over TLS after %s%n", in, out, since(cutAt));
            assertThat(transfer).succeedsWithin(Duration.ofMinutes(2));
            pingsArriveInFull(20);

            try (PingStream pings = PingStream.start(topology.client1(), Duration.ofSeconds(100))) {
                long mendedAt = System.nanoTime();
                topology.gateway().nft("delete table inet cut");
                // openconnect tries again once a minute.
                Deadline.in(Duration.ofSeconds(90))
                        .await("DTLS again", () -> sessions().contains(OVER_DTLS));
                System.out.printf("in: %s out: %s: over DTLS again after %s%n", in, out, since(mendedAt));
                assertThat(pings.goesOn()).isTrue();
                assertThat(pings.stop()).matches(result -> result.lost() == 0 && result.duplicates() == 0);
            }
        }
    }

    @Test
    @Requirement(216)
    void aTunnelIsThereWhereUdpNeverPasses() {
        topology.gateway().nft(NO_UDP.formatted("udp dport 443 drop", ""));

        try (Openconnect client = client(DebianRelease.DEBIAN_12).connect(SOON)) {
            assertThat(client.tunnel().ipv4()).isPresent();
            pingsArriveInFull(20);
            assertThat(sessions()).contains(OVER_TLS);
        }
    }

    @Test
    void anAssociationFollowsItsClientToAnotherPort() {
        try (Openconnect client = client(DebianRelease.DEBIAN_12).connect(SOON)) {
            awaitChannel(OVER_DTLS);
            long mark = client.process().mark();
            topology.client1().nft("""
                    table ip moved {
                      chain out { type nat hook postrouting priority 100; udp dport 443 snat to 198.18.1.11:40123; }
                    }
                    """);

            pingsArriveInFull(100);

            assertThat(sessions()).contains(OVER_DTLS);
            assertThat(client.process().output().substring((int) mark)).doesNotContain("DTLS", "reconnect");
        }
    }

    private Openconnect.Invocation client(DebianRelease release) {
        return Openconnect.in(topology, topology.client1())
                .of(release)
                .to(headend)
                .user(ALICE);
    }

    private void pingsArriveInFull(int count) {
        Output output = topology.client1()
                .run("ping", "-q", "-i0.02", "-c" + count, "-W5", Topology.TARGET_IPV4.getHostAddress());
        assertThat(output.out()).contains(" 0% packet loss");
    }

    private void transferOf(Transfer.Direction direction, long bytes) {
        Transfer transfer = new Transfer(direction, Topology.TARGET_IPV4, bytes, 7, Transfer.Check.SHA_256);
        Transfer.Result result = transfer.run(topology.client1());
        assertThat(result.sha256()).isEqualTo(transfer.expectedSha256());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos).truncatedTo(ChronoUnit.MILLIS);
    }

    private void awaitChannel(String channel) {
        Deadline.in(SOON).await("a session with " + channel, () -> sessions().contains(channel));
    }

    private String sessions() {
        return gateway.verb("sessions", "--json").run().orFail().out();
    }
}

package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testkit.cstp.Connect;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.CstpFrame;
import io.sallyport.testkit.cstp.CstpTunnel;
import io.sallyport.testkit.cstp.SignIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Our small client against a headend that is not ours. */
@NeedsLab(programs = {"ocserv", "ocpasswd"})
class CstpClientIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");

    private static Topology topology;
    private static Headend headend;

    @BeforeAll
    static void start() {
        topology = Topology.create();
        headend = new Ocserv(DebianRelease.DEBIAN_12, Identity.make(topology.directory()), List.of(ALICE))
                .start(topology);
    }

    @AfterAll
    static void stop() {
        topology.close();
    }

    @Test
    void signsInWithTheRightPasswordOnly() throws IOException {
        CstpClient client = headend.client(topology.client1());

        SignIn right = client.signIn(ALICE.user(), ALICE.password());
        SignIn wrong = client.signIn("alice", "looking-glass");

        assertThat(right.orFail().cookie()).isNotEmpty();
        assertThat(wrong)
                .isInstanceOfSatisfying(
                        SignIn.Refused.class,
                        refused -> assertThat(refused.reply().body()).contains("Login failed"));
    }

    @Test
    void opensATunnelWithAGoodCookieOnly() throws IOException {
        CstpClient client = headend.client(topology.client1());
        String cookie = client.signIn(ALICE.user(), ALICE.password()).orFail().cookie();

        try (CstpTunnel tunnel = client.connect(cookie).orFail()) {
            assertThat(tunnel.ipv4())
                    .hasValueSatisfying(address -> assertThat(address).startsWith("192.0.2."));
            assertThat(tunnel.ipv6())
                    .hasValueSatisfying(address -> assertThat(address).startsWith("2001:db8:77:"));
        }
        assertThat(client.connect("A".repeat(43) + "="))
                .isInstanceOfSatisfying(
                        Connect.Refused.class,
                        refused -> assertThat(refused.reply().status()).isEqualTo(401));
    }

    @Test
    void seesProbesEchoedAndAnswersThoseOfTheHeadend() throws IOException {
        CstpClient client = headend.client(topology.client1());

        try (CstpTunnel tunnel = client.connect(
                        client.signIn(ALICE.user(), ALICE.password()).orFail().cookie())
                .orFail()) {
            tunnel.send(new CstpFrame(CstpFrame.DPD_REQUEST, (byte) 1, (byte) 2, (byte) 3));

            assertThat(tunnel.receive(CstpFrame.DPD_RESPONSE, SOON).payload()).containsExactly(1, 2, 3);
            assertThat(tunnel.unalignedRecords()).isZero();
        }
    }

    /** Not more: ocserv tries 16 random addresses of its 253, and gives up when all are taken. */
    @Test
    void holdsAHundredTunnelsAtATime() throws IOException {
        CstpClient client = headend.client(topology.client1());
        List<CstpTunnel> tunnels = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                tunnels.add(client.connect(client.signIn(ALICE.user(), ALICE.password())
                                .orFail()
                                .cookie())
                        .orFail());
            }

            assertThat(tunnels).allMatch(CstpTunnel::open);
            assertThat(tunnels.stream().map(tunnel -> tunnel.ipv4().orElse(""))).doesNotHaveDuplicates();
            assertThat(headend.pids()).hasSizeGreaterThan(100);
        } finally {
            for (CstpTunnel tunnel : tunnels) {
                tunnel.disconnect();
            }
        }
        Deadline.in(SOON).await("the workers to end", () -> headend.pids().size() < 10);
    }
}

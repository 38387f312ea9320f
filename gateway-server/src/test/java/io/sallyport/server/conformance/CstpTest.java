package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.Frame;
import io.sallyport.server.testkit.Packet;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter G of the checklist. */
class CstpTest {
    private static final String HOST = "198.18.2.10";
    private static final String HOST6 = "2001:db8:2::10";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard();

    private String cookie;
    private Tunnel tunnel;

    @BeforeEach
    void connect() throws Exception {
        cookie = gateway.signIn();
        tunnel = gateway.tunnel(cookie);
    }

    @Test
    @Requirement(174)
    void packetsGoBothWays() throws Exception {
        byte[] up = Packet.udp(tunnel.ipv4(), HOST, "up");
        byte[] up6 = Packet.udp(tunnel.ipv6(), HOST6, "up6");
        byte[] down = Packet.udp(HOST, tunnel.ipv4(), "down");
        byte[] down6 = Packet.udp(HOST6, tunnel.ipv6(), "down6");

        tunnel.send(Frame.data(up));
        tunnel.send(Frame.data(up6));
        gateway.inside().send(down, down6);

        assertThat(gateway.inside().receive()).isEqualTo(up);
        assertThat(gateway.inside().receive()).isEqualTo(up6);
        assertThat(tunnel.tls().receive().orElseThrow())
                .startsWith(HexFormat.of().parseHex("53544601"))
                .isEqualTo(Frame.data(down).bytes());
        assertThat(tunnel.receive().payload()).isEqualTo(down6);
    }

    @Test
    @Requirement(175)
    void eachRecordIsOneFrame() throws Exception {
        byte[][] batch = new byte[100][];
        Arrays.setAll(batch, number -> Packet.udp(HOST, tunnel.ipv4(), "number " + number));

        gateway.inside().send(batch);

        for (byte[] packet : batch) {
            assertThat(tunnel.receive().payload()).isEqualTo(packet);
        }
    }

    @Test
    @Requirement(176)
    void framesAndRecordsNeedNotCoincide() throws Exception {
        byte[] both = ByteBuffer.allocate(2 * 11)
                .put(Frame.dpdRequest("one").bytes())
                .put(Frame.dpdRequest("two").bytes())
                .array();

        tunnel.tls().send(both);
        tunnel.tls().send(Arrays.copyOf(both, 15));
        tunnel.tls().send(Arrays.copyOfRange(both, 15, both.length));

        for (String text : "one two one two".split(" ", -1)) {
            assertThat(tunnel.receive().text()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 1435, 9000})
    @Requirement({177, 178})
    void aProbeComesBackByteForByte(int length) throws Exception {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);

        tunnel.send(new Frame(Frame.DPD_REQUEST, payload));

        Frame answer = tunnel.receive();
        assertThat(answer.type()).isEqualTo(Frame.DPD_RESPONSE);
        assertThat(answer.payload()).isEqualTo(payload);
    }

    /** In TLS 1.3, JSSE would cut a longer one in two, and openconnect takes each record for a frame. */
    @Test
    @Requirement(175)
    void aProbeThatFitsNoRecordIsNotAnswered() throws Exception {
        tunnel.send(new Frame(Frame.DPD_REQUEST, new byte[16_376]));
        tunnel.send(new Frame(Frame.DPD_REQUEST, new byte[16_359]));

        assertThat(tunnel.receive().payload()).hasSize(16_359);
    }

    @Test
    @Requirement(181)
    void whoSaysGoodbyeMayChangeItsMind() throws Exception {
        tunnel.send(new Frame(Frame.DISCONNECT, HexFormat.of().parseHex("b0" + "42794521")));

        assertThat(tunnel.awaitClose()).isEmpty();
        awaitDisconnected();
        assertThat(gateway.tunnel(cookie).ipv4())
                .as("clients of Cisco come back at once")
                .isEqualTo(tunnel.ipv4());
    }

    @Test
    @Requirement(181)
    void whoHasSaidGoodbyeAndStaysAwayIsGone() throws Exception {
        tunnel.send(new Frame(Frame.DISCONNECT, (byte) 0xB0));
        tunnel.awaitClose();
        awaitDisconnected();

        gateway.clock().advance(Duration.ofSeconds(16));

        Eventually.holds(
                "the session ends", () -> gateway.session(tunnel.ipv4()).isMissingNode());
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"91", "", "d1", "70"})
    @Requirement({182, 183})
    void whoMayReturnKeepsSessionAndAddress(String reason) throws Exception {
        tunnel.send(new Frame(Frame.DISCONNECT, HexFormat.of().parseHex(reason)));

        assertThat(tunnel.awaitClose()).isEmpty();
        awaitDisconnected();
        gateway.clock().advance(Duration.ofSeconds(60));
        assertThat(gateway.tunnel(cookie).ipv4()).isEqualTo(tunnel.ipv4());
    }

    @Test
    @Requirement(184)
    void aBrokenConnectionIsWaitedFor() throws Exception {
        long free = freeAddresses();
        tunnel.tls().reset();

        awaitDisconnected();
        gateway.clock().advance(Duration.ofSeconds(290));
        assertThat(gateway.tunnel(cookie).ipv4()).isEqualTo(tunnel.ipv4());
        gateway.call("disconnect", Map.of("id", session()));
        gateway.clock().advance(Duration.ofSeconds(301));
        Eventually.holds("the address is free", () -> freeAddresses() > free);
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(401);
    }

    private static long freeAddresses() throws Exception {
        return gateway.metric("sallyport_addresses_free{network=\"192.0.2.0/24\"}");
    }

    @Test
    @Requirement(185)
    void whoIsKickedIsToldAndLocksBehindItself() throws Exception {
        gateway.call("terminate", Map.of("id", session()));

        assertThat(tunnel.awaitClose().orElseThrow().type()).isEqualTo(Frame.TERMINATE);
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(401);
    }

    /** RT-30: unlike terminate. */
    @Test
    void whoIsDisconnectedMayReturn() throws Exception {
        gateway.call("disconnect", Map.of("id", session()));

        assertThat(tunnel.awaitClose().orElseThrow().type()).isEqualTo(Frame.DISCONNECT);
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(200);
    }

    @Test
    @Requirement(187)
    void anUnknownTypeIsIgnored() throws Exception {
        tunnel.send(new Frame(0x55, new byte[10]));

        assertThat(tunnel.answers("still here")).isTrue();
    }

    @Test
    @Requirement(188)
    void whatIsNotCstpEndsTheTunnel() throws Exception {
        tunnel.tls().send(HexFormat.of().parseHex("4743500100000700"));

        assertThat(tunnel.awaitClose()).isEmpty();
        assertThat(gateway.tunnel(cookie).answers("the session is still there")).isTrue();
    }

    @Test
    @Requirement(189)
    void compressionThatWasNotAgreedOnEndsTheTunnel() throws Exception {
        tunnel.send(new Frame(Frame.COMPRESSED, HexFormat.of().parseHex("30e07fdb00")));

        assertThat(tunnel.awaitClose()).isEmpty();
    }

    @Test
    @Requirement(196)
    void onlyDataKeepsASessionFromBeingIdle() throws Exception {
        gateway.clock().advance(Duration.ofMinutes(29));
        tunnel.send(Frame.data(Packet.udp(tunnel.ipv4(), HOST, "data")));
        awaitCounted();
        assertThat(tunnel.answers("the time of the data is noted before the clock moves on"))
                .isTrue();
        gateway.clock().advance(Duration.ofMinutes(29));
        assertThat(tunnel.answers("it is no probe that keeps it")).isTrue();
        tunnel.send(new Frame(Frame.KEEPALIVE));

        gateway.clock().advance(Duration.ofMinutes(2));

        assertThat(tunnel.awaitClose().orElseThrow().type()).isEqualTo(Frame.TERMINATE);
    }

    /** RT-49. */
    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "192.0.2.250", "198.18.2.10", "0.0.0.0", "224.0.0.1", "2001:db8:77::1", "::1"})
    @Requirement(197)
    void aForeignSourceNeverPasses(String source) throws Exception {
        String destination = source.contains(":") ? HOST6 : HOST;
        byte[] forged = Packet.udp(source, destination, "forged");
        byte[] own = Packet.udp(tunnel.ipv4(), HOST, "own");
        long before = gateway.metric("sallyport_packets_dropped_total{reason=\"foreign_source\"}");

        tunnel.send(Frame.data(forged));
        tunnel.send(Frame.data(own));

        assertThat(gateway.inside().receive()).isEqualTo(own);
        assertThat(gateway.metric("sallyport_packets_dropped_total{reason=\"foreign_source\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    @Requirement(198)
    void aRekeyLosesNothing() throws Exception {
        Tunnel newer = gateway.tunnel(
                cookie,
                "X-CSTP-Address: " + tunnel.ipv4(),
                "X-CSTP-Address-Type: IPv6,IPv4",
                "X-CSTP-Full-IPv6-Capability: true");
        byte[] down = Packet.udp(HOST, tunnel.ipv4(), "down");
        byte[] up = Packet.udp(tunnel.ipv4(), HOST, "up");

        gateway.inside().send(down);
        newer.send(Frame.data(up));

        assertThat(newer.ipv4()).isEqualTo(tunnel.ipv4());
        assertThat(newer.receive().payload()).isEqualTo(down);
        assertThat(gateway.inside().receive()).isEqualTo(up);
    }

    @Test
    @Requirement(198)
    void whatComesWhileAClientMakesItsNewConnectionWaitsForIt() throws Exception {
        byte[] first = Packet.udp(HOST, tunnel.ipv4(), "first");
        byte[] second = Packet.udp(HOST, tunnel.ipv4(), "second");
        tunnel.tls().reset();
        awaitDisconnected();

        gateway.inside().send(first);
        gateway.inside().send(second);
        Tunnel newer = gateway.tunnel(cookie);

        assertThat(newer.receive().payload()).isEqualTo(first);
        assertThat(newer.receive().payload()).isEqualTo(second);
    }

    @Test
    void nothingWaitsLongForAClientThatStaysAway() throws Exception {
        tunnel.tls().reset();
        awaitDisconnected();
        gateway.inside().send(Packet.udp(HOST, tunnel.ipv4(), "stale"));

        gateway.clock().advance(Duration.ofSeconds(6));
        Tunnel newer = gateway.tunnel(cookie);
        byte[] fresh = Packet.udp(HOST, newer.ipv4(), "fresh");
        gateway.inside().send(fresh);

        assertThat(newer.receive().payload()).isEqualTo(fresh);
    }

    private String session() throws Exception {
        return gateway.session(tunnel.ipv4()).path("id").asString();
    }

    /** An answer may be on its way while its batch is still being counted; that of the next batch is not. */
    private void awaitCounted() throws Exception {
        assertThat(tunnel.answers("in the batch")).isTrue();
        assertThat(tunnel.answers("behind it")).isTrue();
    }

    private void awaitDisconnected() throws Exception {
        Eventually.holds(
                "the tunnel has ended",
                () -> gateway.session(tunnel.ipv4()).path("state").asString().equals("disconnected"));
    }
}

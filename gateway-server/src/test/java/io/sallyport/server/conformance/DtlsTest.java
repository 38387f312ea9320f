package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.DtlsClient;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.Frame;
import io.sallyport.server.testkit.Packet;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter H of the checklist, and of compression what needs both channels. The handshakes themselves: HandshakeTest. */
class DtlsTest {
    private static final String HOST = "198.18.2.10";
    private static final int HEADERS = 28; // IPv4 and UDP
    private static final int DONT_FRAGMENT = 0x40;
    private static final int ICMP = 1;
    private static final byte[] EMPTY_LZS = HexFormat.of().parseHex("c000");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .withUdp()
            .with("policies", "{office: {simultaneous-sessions: 0, compression: true, mtu: 1500}}");

    private String cookie;
    private Tunnel tunnel;

    @BeforeEach
    void connect() throws Exception {
        cookie = gateway.signIn();
        tunnel = gateway.tunnelWithDtls(cookie);
    }

    // ---- probes

    /** Of a byte is what openconnect sends to see who is there, of 1435 to see what the path carries. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 576, 1435})
    @Requirement({219, 220})
    void aProbeComesBackByteForByteAndNoLonger(int length) throws Exception {
        DtlsClient dtls = gateway.dtls(tunnel);
        byte[] payload = new byte[length - 1]; // behind the type
        new Random(length).nextBytes(payload);

        dtls.send(new Frame(Frame.DPD_REQUEST, payload));

        Frame answer = dtls.receive();
        assertThat(answer.type()).isEqualTo(Frame.DPD_RESPONSE);
        assertThat(answer.payload()).isEqualTo(payload);
    }

    // ---- compression

    private void connectCompressed() throws Exception {
        tunnel = gateway.tunnelWithDtls(cookie, "X-CSTP-Accept-Encoding: lzs", "X-DTLS-Accept-Encoding: lzs");
    }

    @Test
    @Requirement(229)
    void aCompressedPacketIsUnpacked() throws Exception {
        connectCompressed();
        assertThat(tunnel.reply().one("X-DTLS-Content-Encoding")).contains("lzs");
        DtlsClient dtls = gateway.dtls(tunnel);
        byte[] packet = Packet.udp(tunnel.ipv4(), HOST, "a".repeat(30));

        dtls.send(new Frame(Frame.COMPRESSED, lzs(Arrays.copyOf(packet, HEADERS), "30e07fdb00")));

        assertThat(gateway.inside().receive()).isEqualTo(packet);
    }

    /** The literals, then the bits of a stream that openconnect has written. */
    private static byte[] lzs(byte[] literals, String stream) {
        StringBuilder bits = new StringBuilder();
        for (byte literal : literals) {
            bits.append('0').append(bits(literal));
        }
        for (byte more : HexFormat.of().parseHex(stream)) {
            bits.append(bits(more));
        }
        bits.append("0".repeat((8 - bits.length() % 8) % 8));
        byte[] bytes = new byte[bits.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return bytes;
    }

    private static String bits(byte value) {
        return Integer.toBinaryString(0x100 | (value & 0xFF)).substring(1);
    }

    @Test
    @Requirement(191)
    void aCompressedNothingIsIgnored() throws Exception {
        connectCompressed();
        DtlsClient dtls = gateway.dtls(tunnel);
        byte[] packet = Packet.udp(tunnel.ipv4(), HOST, "behind it");
        long malformed = gateway.metric("sallyport_packets_dropped_total{reason=\"malformed\"}");

        dtls.send(new Frame(Frame.COMPRESSED, EMPTY_LZS));
        dtls.send(Frame.dpdRequest("still here"));
        assertThat(dtls.receive().text()).isEqualTo("still here");
        tunnel.send(new Frame(Frame.COMPRESSED, EMPTY_LZS));
        assertThat(tunnel.answers("still here")).isTrue();
        tunnel.send(Frame.data(packet));

        assertThat(gateway.inside().receive()).isEqualTo(packet);
        assertThat(gateway.metric("sallyport_packets_dropped_total{reason=\"malformed\"}"))
                .isEqualTo(malformed);
    }

    // ---- one channel or the other

    /** Cisco's clients have the MTU of DTLS until their handshakes have come to nothing, then that of TLS. */
    @Test
    @Requirement(217)
    void whoFindsNoWayForUdpGoesOnOverTlsWithItsMtu() throws Exception {
        int overTls = mtu("X-CSTP-MTU");
        int overDtls = mtu("X-DTLS-MTU");
        long openings = gateway.metric("sallyport_tunnel_openings_total{outcome=\"attached\"}");
        assertThat(overTls).isLessThan(overDtls);

        for (int length : new int[] {HEADERS + 1, overTls - 1, overTls}) {
            byte[] up = packet(tunnel.ipv4(), HOST, length);
            byte[] down = packet(HOST, tunnel.ipv4(), length);
            tunnel.send(Frame.data(up));
            gateway.inside().send(down);

            assertThat(gateway.inside().receive()).isEqualTo(up);
            assertThat(tunnel.receive().payload()).isEqualTo(down);
        }
        assertThat(gateway.metric("sallyport_tunnel_openings_total{outcome=\"attached\"}"))
                .isEqualTo(openings);
    }

    @Test
    @Requirement(218)
    void aPacketThatOnlyDtlsCouldCarryIsCutAfterwards() throws Exception {
        int overTls = mtu("X-CSTP-MTU");
        byte[] packet = packet(HOST, tunnel.ipv4(), mtu("X-DTLS-MTU"));
        fallBackBehind(packet);

        gateway.inside().send(packet);

        byte[] first = tunnel.receive().payload();
        byte[] second = tunnel.receive().payload();
        assertThat(List.of(first, second))
                .allSatisfy(fragment -> assertThat(fragment).hasSizeLessThanOrEqualTo(overTls));
        assertThat(Stream.of(first, second).map(DtlsTest::payload).reduce(new byte[0], DtlsTest::join))
                .isEqualTo(payload(packet));
    }

    @Test
    @Requirement(218)
    void whoForbidsThatItIsCutIsToldHowLargeItMayBe() throws Exception {
        int overTls = mtu("X-CSTP-MTU");
        byte[] packet = packet(HOST, tunnel.ipv4(), mtu("X-DTLS-MTU"));
        packet[6] |= DONT_FRAGMENT;
        fallBackBehind(packet);

        gateway.inside().send(packet);

        ByteBuffer answer = ByteBuffer.wrap(gateway.inside().receive());
        assertThat(answer.get(9)).isEqualTo((byte) ICMP);
        assertThat(answer.getShort(20)).as("fragmentation needed").isEqualTo((short) 0x0304);
        assertThat(answer.getShort(26)).as("MTU of the next hop").isEqualTo((short) overTls);
        assertThat(answer.slice(28, HEADERS)).isEqualTo(ByteBuffer.wrap(packet, 0, HEADERS));
        assertThat(tunnel.answers("nothing of it has come")).isTrue();
    }

    /** To the moment when {@code packet} has come whole over DTLS, and the client has turned to TLS. */
    private void fallBackBehind(byte[] packet) throws Exception {
        DtlsClient dtls = gateway.dtls(tunnel);
        dtls.send(Frame.dpdRequest(""));
        assertThat(dtls.receive().type()).isEqualTo(Frame.DPD_RESPONSE);
        awaitChannel("dtls");
        gateway.inside().send(packet);
        assertThat(dtls.receive().payload()).isEqualTo(packet);

        byte[] up = Packet.udp(tunnel.ipv4(), HOST, "over TLS");
        tunnel.send(Frame.data(up));
        assertThat(gateway.inside().receive()).isEqualTo(up);
        awaitChannel("tls");
    }

    // ---- beginning and end

    /** The session waits for its client to connect again, and takes no handshake meanwhile. */
    @Test
    @Requirement(211)
    void aHandshakeWithoutTcpIsIgnoredAndHarmsNothing() throws Exception {
        tunnel.tls().reset();
        Eventually.holds(
                "the tunnel has ended",
                () -> gateway.session(tunnel.ipv4()).path("state").asString().equals("disconnected"));
        String unknown = "sallyport_dtls_misfits_total{reason=\"unknown_id\"}";
        long before = gateway.metric(unknown);

        CompletableFuture<DtlsClient> handshake;
        try (DatagramSocket socket = new DatagramSocket()) {
            handshake = CompletableFuture.supplyAsync(() -> handshake(socket));
            Eventually.holds("the ClientHello is counted", () -> gateway.metric(unknown) > before);
            assertThat(handshake).as("answered").isNotDone();
        }
        assertThatThrownBy(handshake::join).hasCauseInstanceOf(AssertionError.class);

        assertThat(gateway.session(tunnel.ipv4()).path("state").asString()).isEqualTo("disconnected");
        Tunnel next = gateway.tunnelWithDtls(cookie);
        assertThat(next.ipv4()).isEqualTo(tunnel.ipv4());
        DtlsClient dtls = gateway.dtls(next);
        dtls.send(Frame.dpdRequest("again"));
        assertThat(dtls.receive().text()).isEqualTo("again");
    }

    private DtlsClient handshake(DatagramSocket socket) {
        try {
            return gateway.dtls(tunnel, socket);
        } catch (IOException e) {
            throw new AssertionError("no handshake", e);
        }
    }

    @Test
    @Requirement(228)
    void theEndOfASessionIsSaidOverDtlsToo() throws Exception {
        DtlsClient dtls = gateway.dtls(tunnel);

        gateway.call(
                "terminate",
                Map.of("id", gateway.session(tunnel.ipv4()).path("id").asString()));

        dtls.awaitClose();
        assertThat(tunnel.awaitClose().orElseThrow().type()).isEqualTo(Frame.TERMINATE);
    }

    private void awaitChannel(String channel) throws Exception {
        Eventually.holds(
                "packets go over " + channel,
                () -> gateway.session(tunnel.ipv4()).path("channel").asString().equals(channel));
    }

    private int mtu(String header) {
        return Integer.parseInt(tunnel.reply().one(header).orElseThrow());
    }

    /** @param length of all of it, in bytes */
    private static byte[] packet(String source, String destination, int length) {
        return Packet.udp(source, destination, "0123456789 ".repeat(length).substring(HEADERS, length));
    }

    /** What follows the IPv4 header. */
    private static byte[] payload(byte[] packet) {
        return Arrays.copyOfRange(packet, 20, packet.length);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}

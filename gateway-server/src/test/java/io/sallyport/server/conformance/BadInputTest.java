package io.sallyport.server.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.Frame;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.Packet;
import io.sallyport.server.testkit.RawConnection;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What no client sends. Each is answered as the protocol says, and afterwards a bystander's tunnel has noticed nothing, and
 * new clients are served.
 */
class BadInputTest {
    private static final String HOST = "198.18.2.10";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .with("limits", "{handshake-time: 3s, request-time: 3s, requests-per-connection: 10000}");

    private static String cookie;
    private static Tunnel bystander;

    @BeforeAll
    static void signIn() throws Exception {
        cookie = gateway.signIn();
        bystander = gateway.keep(gateway.tunnel());
    }

    @AfterEach
    void nobodyElseIsHarmed() throws Exception {
        byte[] up = Packet.udp(bystander.ipv4(), HOST, "bystander");
        bystander.send(Frame.data(up));
        gateway.inside().send(Packet.udp(HOST, bystander.ipv4(), "to the bystander"));
        assertThat(bystander.receive().text()).endsWith("to the bystander");
        assertThat(gateway.inside().receive()).isEqualTo(up);
        try (Tunnel fresh = gateway.tunnel()) {
            assertThat(fresh.answers("a fresh sign-in")).isTrue();
        }
    }

    // ---- before TLS

    /** RT-55. */
    @Test
    void whoSaysNothingIsClosed() throws Exception {
        long before = gateway.metric("sallyport_handshakes_total{outcome=\"timed_out\"}");

        gateway.connectRaw().awaitClose();

        assertThat(gateway.metric("sallyport_handshakes_total{outcome=\"timed_out\"}"))
                .isEqualTo(before + 1);
    }

    /** RT-43. */
    @ParameterizedTest
    @ValueSource(strings = {"474554202f20485454502f312e310d0a0d0a", "16030100"})
    void whatIsNotTlsIsClosed(String bytes) throws Exception {
        RawConnection connection = gateway.connectRaw();

        connection.send(HexFormat.of().parseHex(bytes));

        connection.awaitClose();
    }

    // ---- HTTP

    @Test
    @Requirement(37)
    void headersOf20KilobytesAre431() throws Exception {
        refusedAndClosed(HttpRequest.get("/", "X-Long: " + "x".repeat(20_000)), 431);
    }

    @Test
    void aRequestLineOf20KilobytesIs431() throws Exception {
        refusedAndClosed(HttpRequest.get("/" + "x".repeat(20_000)), 431);
    }

    /** RT-26: refused before it is read. */
    @Test
    @Requirement(36)
    void aBodyOf300KilobytesIs413() throws Exception {
        HttpRequest request = HttpRequest.get("/", "Content-Length: 307200");

        refusedAndClosed(new HttpRequest("POST / HTTP/1.1", request.headers(), new byte[0]), 413);
    }

    @Test
    @Requirement(36)
    void aBodyThatGrowsBeyondItsBoundIs413() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        byte[] body = (chunk.repeat(4) + "1\r\nx\r\n").getBytes(US_ASCII);
        HttpRequest request = HttpRequest.get("/", "Transfer-Encoding: chunked");

        refusedAndClosed(new HttpRequest("POST / HTTP/1.1", request.headers(), body), 413);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /unknown HTTP/1.1, 404",
        "GET /+CSCOU+/../+CSCOE+/files/file_list.json?path=/sessions HTTP/1.1, 404",
        "GET /+CSCOT+/translation-table?type=mst&textdomain=/%2bCSCOE%2b/portal_inc.lua&default-language&lang=../ HTTP/1.1, 404",
        "GET /../../../../etc/passwd HTTP/1.1, 404",
        "GET /profiles/../../etc/passwd HTTP/1.1, 404",
        "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1, 404",
        "GET /%252e%252e/etc/passwd%00 HTTP/1.1, 404",
        "GET /..;/..\\\\etc HTTP/1.1, 404",
        "GET https://vpn.example.net/ HTTP/1.1, 404",
        "GET * HTTP/1.1, 404",
        "OPTIONS * HTTP/1.1, 405",
        "TRACE / HTTP/1.1, 405",
        "PUT /x HTTP/1.1, 405",
        "PRI * HTTP/2.0, 405",
        "nonsense, 400",
        "GET, 400",
    })
    @Requirement(120)
    void noLineLeadsAnywhere(String line, int status) throws Exception {
        HttpRequest request = HttpRequest.get("/");

        refusedAndClosed(new HttpRequest(line, request.headers(), new byte[0]), status);
    }

    /** RT-09, RT-20. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 99999999999999999999",
                "Content-Length: 5\r\nContent-Length: 6",
                "Content-Length: 5, 6",
                "no colon",
                ": no name",
                "X-Nul: a\u0000b",
                "X Space: a",
            })
    void aHeaderThatIsNoneIs400(String header) throws Exception {
        HttpRequest request = HttpRequest.get("/", header);

        refusedAndClosed(new HttpRequest("POST / HTTP/1.1", request.headers(), new byte[0]), 400);
    }

    /** RT-09: what a proxy and we could read differently never becomes two requests. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: chunked\r\nContent-Length: 4",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: identity",
            })
    void smuggledRequestsAreNotServed(String headers) throws Exception {
        HttpConnection connection = gateway.connect();
        byte[] body = "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);
        HttpRequest request = HttpRequest.get("/", headers);

        HttpReply reply = connection.send(new HttpRequest("POST / HTTP/1.1", request.headers(), body));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(connection.isClosedByGateway()).isTrue();
    }

    /** RT-09: a second request behind an unanswered first one. */
    @Test
    void aPipelinedRequestIsRefused() throws Exception {
        HttpConnection connection = gateway.connect();
        byte[] init = HttpRequest.post("/", ConfigAuth.init()).bytes();

        connection
                .tls()
                .send(ByteBuffer.allocate(2 * init.length).put(init).put(init).array());

        assertThat(connection.receive().status()).isEqualTo(400);
        assertThat(connection.isClosedByGateway()).isTrue();
    }

    /** RT-42. */
    @Test
    void aRequestThatDoesNotEndIsClosed() throws Exception {
        long before = gateway.metric("sallyport_timeouts_total{limit=\"request_time\"}");
        HttpConnection connection = gateway.connect();

        connection.tls().send("GET / HTTP/1.1\r\nHost:".getBytes(US_ASCII));

        assertThat(connection.isClosedByGateway()).isTrue();
        assertThat(gateway.metric("sallyport_timeouts_total{limit=\"request_time\"}"))
                .isEqualTo(before + 1);
    }

    // ---- XML

    /** RT-35. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE config-auth>%s",
                "<!DOCTYPE c SYSTEM 'file:///etc/passwd'>%s",
                "<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><config-auth type='init'><group-select>&x;</group-select></config-auth>",
                "<!DOCTYPE c [<!ENTITY %% p SYSTEM 'http://127.0.0.1:1/x'> %%p;]>%s",
                "<!DOCTYPE c [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
                        + "<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]><config-auth type='init'><group-select>&d;</group-select></config-auth>",
            })
    @Requirement(38)
    void aDocumentTypeIs400(String document) throws Exception {
        refusedAndClosed(HttpRequest.post("/", document.formatted("<config-auth type='init'/>")), 400);
    }

    @Test
    @Requirement(39)
    void aDocumentCutAnywhereIs400() throws Exception {
        byte[] whole = ConfigAuth.init().getBytes(UTF_8);
        int complaints = gateway.log().complaints().size();
        for (int length = 0; length < whole.length; length++) {
            String cut = new String(whole, 0, length, UTF_8);
            HttpReply reply = gateway.ask(HttpRequest.post("/", cut));

            assertThat(reply.status()).as("length %d", length).isEqualTo(400);
            assertThat(reply.body()).isEmpty();
        }
        assertThat(gateway.log().complaints()).hasSize(complaints);
    }

    /** RT-01: CVE-2018-0101. */
    @Test
    void hostScanRepliesDoNothing() throws Exception {
        String scan = "<host-scan-reply><a/></host-scan-reply>".repeat(100);

        assertThat(gateway.form(scan).hasForm()).isTrue();
        refusedAndClosed(HttpRequest.post("/", ConfigAuth.init("<host-scan-reply/>".repeat(10_000))), 400);
        refusedAndClosed(HttpRequest.post("/", ConfigAuth.init("<host-scan-reply>".repeat(1000))), 400);
    }

    // ---- CONNECT

    /** RT-23. */
    @ParameterizedTest
    @CsvSource({
        "'', 401",
        "'Cookie: ', 401",
        "'Cookie: webvpn=', 401",
        "'Cookie: webvpn=unknown', 401",
        "'Cookie: WEBVPN=%1$s', 401",
        "'Cookie: webvpncontext=%1$s', 401",
        "'Cookie: webvpn=%1$s%1$s', 401",
        "'Cookie: webvpn=%2$s', 401",
        "'Cookie: %2$s=%1$s', 401",
        "'Cookie: webvpn=unknown; webvpn=%1$s', 401",
        "'Cookie: webvpn=\u00ff\u00fe', 401",
        "'Cookie: ;;;=;,webvpn', 401",
    })
    void aCookieThatStandsForNothingIs401(String header, int status) throws Exception {
        String line = header.formatted(cookie, "x".repeat(4096));
        HttpRequest request = HttpRequest.connect("/CSCOSSLC/tunnel");

        refusedAndClosed(line.isEmpty() ? request : request.with(line), status);
        assertThat(gateway.tryConnect(cookie).status()).as("the real one").isEqualTo(200);
    }

    // ---- CSTP

    @ParameterizedTest
    @CsvSource({
        "474554202f204854, wrong_magic",
        "5354460200000000, wrong_magic",
        "0000000000000000, wrong_magic",
        "5354460100000001, reserved_byte_set",
        "534546013ff90000, wrong_magic",
        "535446013ff90000, too_long",
        "53544601ffff0000, too_long",
        "5354460100000800, not_negotiated",
    })
    void aBadHeaderEndsTheTunnelOnly(String header, String reason) throws Exception {
        String series = "sallyport_cstp_bad_frames_total{reason=\"" + reason + "\"}";
        long before = gateway.metric(series);
        Tunnel tunnel = gateway.tunnel(cookie);

        tunnel.tls().send(HexFormat.of().parseHex(header));

        assertThat(tunnel.awaitClose()).isEmpty();
        assertThat(gateway.metric(series)).isEqualTo(before + 1);
        assertThat(gateway.tunnel(cookie).answers("the session is still there")).isTrue();
    }

    @Test
    void everyTypeIsTakenOrIgnored() throws Exception {
        Tunnel tunnel = gateway.tunnel(cookie);
        for (int type = 0; type <= 255; type++) {
            byte[] junk = {0x45, (byte) type, 0, 0};
            switch (type) {
                case Frame.DISCONNECT, Frame.COMPRESSED -> {
                    tunnel.send(new Frame(type, junk));
                    assertThat(tunnel.awaitClose()).as("type %d", type).isEmpty();
                    tunnel = gateway.tunnel(cookie);
                }
                case Frame.DPD_REQUEST -> assertThat(tunnel.answers("junk")).isTrue();
                default -> {
                    tunnel.send(new Frame(type, junk));
                    assertThat(tunnel.answers("type " + type)).isTrue();
                }
            }
        }
    }

    @Test
    void aFrameMayBeCutAnywhere() throws Exception {
        Tunnel tunnel = gateway.tunnel(cookie);
        byte[] frame = Frame.dpdRequest("whatever the cut").bytes();
        for (int length = 1; length < frame.length; length++) {
            tunnel.tls().send(Arrays.copyOf(frame, length));
            tunnel.tls().send(Arrays.copyOfRange(frame, length, frame.length));

            assertThat(tunnel.receive().text()).as("cut at %d", length).isEqualTo("whatever the cut");
        }
    }

    @Test
    void aFrameThatNeverEndsEndsWithItsConnection() throws Exception {
        byte[] frame = Frame.dpdRequest("cut").bytes();
        for (int length = 0; length < frame.length; length++) {
            try (Tunnel tunnel = gateway.tunnel(cookie)) {
                if (length > 0) {
                    tunnel.tls().send(Arrays.copyOf(frame, length));
                }
            }
        }
        assertThat(gateway.tunnel(cookie).answers("the session is still there")).isTrue();
    }

    /** A record that is none, or that its key does not open, is its sender's fault and nobody's alarm. */
    @ParameterizedTest
    @ValueSource(
            strings = {"474554202f20485454502f312e310d0a0d0a", "1703030014" + "0000000000000000000000000000000000000000"
            })
    void aBrokenRecordEndsTheTunnelOnly(String bytes) throws Exception {
        Tunnel tunnel = gateway.tunnel(cookie);

        tunnel.tls().sendInClear(HexFormat.of().parseHex(bytes));

        tunnel.awaitClose();
        assertThat(gateway.tunnel(cookie).answers("the session is still there")).isTrue();
    }

    @Test
    void aBrokenRecordBehindConnectIsNobodysAlarm() throws Exception {
        int complaints = gateway.log().complaints().size();
        HttpConnection connection = gateway.connect();

        connection.tls().sendThenInClear(TestGateway.tunnelRequest(cookie).bytes(), "not TLS".getBytes(UTF_8));

        while (connection.tls().receive().isPresent()) {
            // The answer may have left before.
        }
        assertThat(gateway.log().complaints()).hasSize(complaints);
        assertThat(gateway.tunnel(cookie).answers("the session is still there")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "45", "00000000000000000000000000000000000000000000", "6000000000003b40", "4f00"})
    void aPacketThatIsNoneIsDropped(String packet) throws Exception {
        Tunnel tunnel = gateway.tunnel(cookie);

        tunnel.send(Frame.data(HexFormat.of().parseHex(packet)));

        assertThat(tunnel.answers("still here")).isTrue();
    }

    /** The answer, without a body, and the end of the connection. */
    private static void refusedAndClosed(HttpRequest request, int status) throws Exception {
        HttpConnection connection = gateway.connect();

        HttpReply reply = connection.send(request);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEmpty();
        assertThat(connection.isClosedByGateway()).isTrue();
    }
}

package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.ConfigAuth.groupSelect;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.Frame;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.Packet;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter F of the checklist. */
class ConnectTest {
    private static final String IOS = "User-Agent: Cisco AnyConnect VPN Agent for Apple iPhone 5.0";
    private static final String WINDOWS = "User-Agent: AnyConnect Windows 4.10.05095";
    private static final String BOTH = "X-CSTP-Address-Type: IPv6,IPv4";
    private static final String FULL_IPV6 = "X-CSTP-Full-IPv6-Capability: true";

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().with("profiles", """
                    [{name: split, policy: split}, {name: full, policy: full}, {name: limited, policy: limited}]""").with("policies", """
                    {split: {simultaneous-sessions: 0, disconnected-timeout: 9d, split-include: [10.0.0.0/8, '2001:db8:2::/64'],
                       split-exclude: [10.9.0.0/16, 0.0.0.0/32],
                       dns: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4, '2001:db8:2::53']},
                     full: {simultaneous-sessions: 0, disconnected-timeout: 9d, dtls: false},
                     limited: {simultaneous-sessions: 0, session-timeout: 8h}}""");

    private static String split;
    private static String full;

    @BeforeAll
    static void signIn() throws Exception {
        split = gateway.signIn(groupSelect("split"));
        full = gateway.signIn(groupSelect("full"));
    }

    @Test
    @Requirement({132, 143})
    void aGoodCookieGetsTheHeadersAndNoBody() throws Exception {
        try (Tunnel tunnel = gateway.tunnel(split)) {
            assertThat(tunnel.reply().names())
                    .contains("X-CSTP-Version", "X-CSTP-Address", "X-CSTP-Netmask", "X-CSTP-Address-IP6", "X-CSTP-DNS")
                    .contains("X-CSTP-MTU", "X-CSTP-Base-MTU", "X-CSTP-DPD", "X-CSTP-Keepalive", "X-CSTP-Split-Include")
                    .doesNotContain("Content-Length", "Transfer-Encoding", "Connection")
                    .allMatch(name -> name.startsWith("X-CSTP-") || name.startsWith("X-DTLS-"));
            assertThat(tunnel.answers("nothing but frames follows")).isTrue();
        }
    }

    @Test
    @Requirement(133)
    void theSlashMayBeLeftOut() throws Exception {
        HttpRequest request = HttpRequest.connect("CSCOSSLC/tunnel", "Cookie: webvpn=" + split);

        assertThat(gateway.ask(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/other", "/", "vpn.example.net:443", "/CSCOSSLC/tunnel/", "/cscosslc/tunnel"})
    @Requirement(134)
    void anotherTargetIs404(String target) throws Exception {
        HttpRequest request = HttpRequest.connect(target, "Cookie: webvpn=" + split);

        assertThat(gateway.ask(request).status()).isEqualTo(404);
    }

    @Test
    @Requirement(135)
    void noCookieIs401() throws Exception {
        HttpConnection connection = gateway.connect();

        assertThat(connection.send(HttpRequest.connect("/CSCOSSLC/tunnel")).status())
                .isEqualTo(401);
        assertThat(connection.isClosedByGateway()).isTrue();
    }

    @Test
    @Requirement(136)
    void aCookieThatIsNoneOrNoMoreIs401() throws Exception {
        String ended = gateway.signIn(groupSelect("limited"));
        String nearly = nearly(split);
        gateway.clock().advance(Duration.ofHours(9));

        for (String cookie : List.of("invented", nearly, split.toLowerCase(Locale.ROOT) + "x", ended)) {
            Eventually.holds(
                    "no session for " + cookie, () -> gateway.tryConnect(cookie).status() == 401);
        }
    }

    /** Measured as a stranger could, in turn; that not a byte more tells follows from the look-up, which compares hashes. */
    @Test
    @Requirement(136)
    void itTakesTheSameTimeHoweverMuchOfACookieIsRight() throws Exception {
        String nearly = nearly(split);
        String invented = "invented".repeat(6).substring(0, nearly.length());
        List<Long> nearlyNanos = new ArrayList<>();
        List<Long> inventedNanos = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            nearlyNanos.add(nanosUntilRefused(nearly));
            inventedNanos.add(nanosUntilRefused(invented));
        }

        assertThat((double) median(nearlyNanos) / median(inventedNanos)).isBetween(0.5, 2.0);
    }

    private static String nearly(String cookie) {
        return cookie.substring(0, cookie.length() - 1) + (cookie.endsWith("A") ? "B" : "A");
    }

    /** From the request to its answer; the connection is there before. */
    private static long nanosUntilRefused(String cookie) throws IOException {
        try (HttpConnection connection = gateway.connect()) {
            long begin = System.nanoTime();
            HttpReply reply = connection.send(TestGateway.tunnelRequest(cookie));
            long nanos = System.nanoTime() - begin;
            assertThat(reply.status()).isEqualTo(401);
            return nanos;
        }
    }

    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"1500, 1300, 1300", "1500, 1280, 1280", "1500, 9000, 1406", "1400, 1400, 1311"})
    @Requirement(142)
    void theMtuIsNeverMoreThanTheClientWants(int base, int wanted, int given) throws Exception {
        HttpReply reply = connect(split, BOTH, FULL_IPV6, "X-CSTP-Base-MTU: " + base, "X-CSTP-MTU: " + wanted);

        assertThat(reply.one("X-CSTP-MTU")).contains(Integer.toString(given));
    }

    /** RT-24. */
    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1", "255", "256", "575", "65535", "2147483648", "text", ""})
    void aNonsensicalMtuDoesNoHarm(String mtu) throws Exception {
        try (Tunnel tunnel = gateway.tunnel(split, "X-CSTP-Base-MTU: " + mtu, "X-CSTP-MTU: " + mtu)) {
            assertThat(Integer.parseInt(tunnel.reply().one("X-CSTP-MTU").orElseThrow()))
                    .isBetween(576, 1406);
            assertThat(tunnel.answers("x".repeat(1400))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-CSTP-Address-Type: IPv4", "X-CSTP-Version: 1"})
    @Requirement({144, 145})
    void whoDoesNotAskForIpv6GetsNone(String header) throws Exception {
        HttpReply reply = connect(split, header, FULL_IPV6);

        assertThat(reply.one("X-CSTP-Address").orElseThrow()).startsWith("192.0.2.");
        assertThat(reply.headers())
                .noneMatch(line -> line.name().contains("IP6") || line.value().contains(":"));
    }

    @Test
    @Requirement(146)
    void whoUnderstandsIpv6GetsAnAddressWithPrefix() throws Exception {
        HttpReply reply = connect(split, BOTH, FULL_IPV6);

        assertThat(reply.one("X-CSTP-Address-IP6").orElseThrow()).matches("2001:db8:77::[0-9a-f]+/64");
        assertThat(reply.all("X-CSTP-Split-Include-IP6")).containsExactly("2001:db8:2::/64");
    }

    @Test
    @Requirement(147)
    void anOlderClientGetsIpv6InTheOldHeaders() throws Exception {
        HttpReply reply = connect(split, BOTH);

        assertThat(reply.all("X-CSTP-Address")).hasSize(2).anyMatch(address -> address.startsWith("2001:db8:77::"));
        assertThat(reply.all("X-CSTP-Netmask")).containsExactly("255.255.255.0", "2001:db8:77::/64");
        assertThat(reply.names()).noneMatch(name -> name.endsWith("IP6"));
    }

    @Test
    @Requirement(148)
    void iosGetsARouteForIpv6() throws Exception {
        assertThat(connect(full, IOS, BOTH, FULL_IPV6).all("X-CSTP-Split-Include-IP6"))
                .containsExactly("2000::/3");
    }

    @Test
    @Requirement(149)
    void routesHaveDottedMasks() throws Exception {
        assertThat(connect(split, BOTH, FULL_IPV6).all("X-CSTP-Split-Include")).containsExactly("10.0.0.0/255.0.0.0");
    }

    @Test
    @Requirement(150)
    void withoutRoutesEverythingGoesThroughTheTunnel() throws Exception {
        HttpReply reply = connect(full, BOTH, FULL_IPV6);

        assertThat(reply.names()).noneMatch(name -> name.startsWith("X-CSTP-Split-Include"));
        assertThat(reply.one("X-CSTP-Tunnel-All-DNS")).contains("true");
    }

    @Test
    @Requirement(151)
    void theClientsOwnNetworkIsExcludedFirst() throws Exception {
        assertThat(connect(split, BOTH, FULL_IPV6).all("X-CSTP-Split-Exclude"))
                .containsExactly("0.0.0.0/255.255.255.255", "10.9.0.0/255.255.0.0");
    }

    @Test
    @Requirement({152, 41})
    void ciscosClientsGetIpv6ResolversInAHeaderOfTheirOwn() throws Exception {
        String openconnect = "User-Agent: AnyConnect-compatible OpenConnect VPN Agent v9.20";

        assertThat(connect(split, WINDOWS, BOTH, FULL_IPV6).all("X-CSTP-DNS-IP6"))
                .containsExactly("2001:db8:2::53");
        assertThat(connect(split, openconnect, BOTH, FULL_IPV6).all("X-CSTP-DNS"))
                .contains("2001:db8:2::53");
    }

    @Test
    @Requirement(153)
    void allResolversAreSent() throws Exception {
        assertThat(connect(split, WINDOWS).all("X-CSTP-DNS"))
                .containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-CSTP-Version: 1",
                "X-CSTP-Accept-Encoding: :,oc-lz4,lzs",
                "X-CSTP-Accept-Encoding: ,oc-lz4",
                "X-CSTP-Accept-Encoding: lzs,deflate"
            })
    @Requirement({154, 155, 156})
    void noCompressionIsChosen(String header) throws Exception {
        HttpReply reply = connect(split, header);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.names()).doesNotContain("X-CSTP-Content-Encoding", "X-DTLS-Content-Encoding");
    }

    @Test
    @Requirement(157)
    void withoutDtlsNoneIsSpokenOf() throws Exception {
        assertThat(connect(full, BOTH, "X-DTLS-Master-Secret: " + "0A".repeat(48), "X-DTLS-CipherSuite: AES128-SHA")
                        .names())
                .noneMatch(name -> name.startsWith("X-DTLS"));
    }

    @Test
    @Requirement({163, 164, 167})
    void theTimersAreThere() throws Exception {
        HttpReply reply = connect(split, BOTH);

        assertThat(reply.one("X-CSTP-Rekey-Method").orElseThrow()).isIn("new-tunnel", "ssl", "none");
        assertThat(reply.one("X-CSTP-DPD")).contains("30");
        assertThat(reply.one("X-CSTP-Lease-Duration").orElse("1209600")).isEqualTo("1209600");
    }

    @Test
    @Requirement(165)
    void phonesAreLeftAsleepLonger() throws Exception {
        HttpReply reply = connect(split, "X-CSTP-License: mobile");

        assertThat(reply.one("X-CSTP-License")).contains("accept");
        assertThat(reply.one("X-CSTP-DPD")).contains("120");
        assertThat(reply.one("X-CSTP-Keepalive")).contains("120");
        assertThat(connect(split, WINDOWS).names()).doesNotContain("X-CSTP-License");
    }

    /** RT-25. */
    @Test
    @Requirement(166)
    void theEndOfASessionComesNearer() throws Exception {
        String limited = gateway.signIn(groupSelect("limited"));
        long total = 8 * 3600;
        assertThat(remaining(limited)).isBetween(total - 60, total);

        gateway.clock().advance(Duration.ofMinutes(4));

        assertThat(remaining(limited)).isBetween(total - 300, total - 240);
    }

    private static long remaining(String cookie) throws Exception {
        HttpReply reply = connect(cookie, BOTH);
        assertThat(reply.one("X-CSTP-Session-Timeout")).contains("28800");
        return Long.parseLong(reply.one("X-CSTP-Session-Timeout-Remaining").orElseThrow());
    }

    @Test
    @Requirement(168)
    void aFrameBehindConnectIsNotLost() throws Exception {
        HttpConnection connection = gateway.connect();
        byte[] request = TestGateway.tunnelRequest(split).bytes();
        byte[] frame = Frame.dpdRequest("early").bytes();

        connection
                .tls()
                .send(ByteBuffer.allocate(request.length + frame.length)
                        .put(request)
                        .put(frame)
                        .array());

        assertThat(connection.receive().status()).isEqualTo(200);
        assertThat(new String(connection.tls().receive().orElseThrow(), StandardCharsets.ISO_8859_1))
                .endsWith("early");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # another process with the same cookie: the older one is told to stop
            X-CSTP-Version: 1, 5
            # Cisco's clients may hold both for a moment
            User-Agent: AnyConnect Windows 4.10.05095, -1
            """)
    @Requirement(169)
    void theNewerConnectionWins(String header, int lastWord) throws Exception {
        Tunnel older = gateway.tunnel(split);

        HttpReply newer = connect(split, header);

        assertThat(newer.one("X-CSTP-Address")).contains(older.ipv4());
        assertThat(newer.one("X-CSTP-Netmask")).isEqualTo(older.reply().one("X-CSTP-Netmask"));
        assertThat(older.awaitClose().map(Frame::type).orElse(-1)).isEqualTo(lastWord);
    }

    @Test
    @Requirement({169, 170})
    void whoComesBackGetsTheAddressThatItNames() throws Exception {
        Tunnel older = gateway.tunnel(split);

        Tunnel newer = gateway.tunnel(split, BOTH, FULL_IPV6, "X-CSTP-Address: " + older.ipv4());

        assertThat(newer.ipv4()).isEqualTo(older.ipv4());
        assertThat(newer.ipv6()).isEqualTo(older.ipv6());
        assertThat(older.awaitClose())
                .as("it has given up the older one itself")
                .isEmpty();
        gateway.inside().send(Packet.udp("10.0.0.1", newer.ipv4(), "to the newer"));
        assertThat(newer.receive().text()).endsWith("to the newer");
    }

    @Test
    @Requirement(171)
    void aStrapClientIsServed() throws Exception {
        assertThat(connect(split, "X-AnyConnect-STRAP-Verify: AAAA", "X-AnyConnect-STRAP-Pubkey: AAAA")
                        .status())
                .isEqualTo(200);
    }

    private static HttpReply connect(String cookie, String... headers) throws Exception {
        return gateway.tryConnect(cookie, headers);
    }
}

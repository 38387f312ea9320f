package io.sallyport.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sallyport.aaa.session.Lease;
import io.sallyport.config.Dtls;
import io.sallyport.config.IpPrefix;
import io.sallyport.config.Policy;
import io.sallyport.config.Rate;
import io.sallyport.conformance.Requirement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunnelReplyTest {
    private static final Policy OFFICE = new Policy(
            "office",
            Optional.empty(),
            List.of(prefix("198.18.2.0", 24), prefix("2001:db8:2::", 64)),
            List.of(prefix("198.18.2.128", 25), prefix("0.0.0.0", 32)),
            List.of(InetAddress.ofLiteral("198.18.2.53"), InetAddress.ofLiteral("2001:db8:2::53")),
            List.of("example.test"),
            false,
            List.of("example.test", "lab.test"),
            1406,
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofHours(24),
            Duration.ofMinutes(30),
            Duration.ZERO,
            Duration.ofMinutes(5),
            3,
            true,
            true,
            Policy.Strap.TOLERANT,
            Rate.UNLIMITED,
            Optional.empty());

    private static final HttpHeaders OPENCONNECT = new DefaultHttpHeaders()
            .add("User-Agent", "Open AnyConnect VPN Agent v9.01")
            .add("X-CSTP-Hostname", "laptop-7")
            .add("X-CSTP-Base-MTU", "1500")
            .add("X-CSTP-MTU", "1406")
            .add("X-CSTP-Address-Type", "IPv6,IPv4")
            .add("X-CSTP-Full-IPv6-Capability", "true");

    @Test
    @Requirement(143)
    void tellsOpenconnectEverythingInOrder() {
        assertThat(lines(OPENCONNECT, OFFICE))
                .containsExactly(
                        "X-CSTP-Version: 1",
                        "X-CSTP-Protocol: Copyright (c) 2004 Cisco Systems, Inc.",
                        "X-CSTP-Server-Name: Sallyport",
                        "X-CSTP-Hostname: laptop-7",
                        "X-CSTP-Address: 192.0.2.7",
                        "X-CSTP-Netmask: 255.255.255.0",
                        "X-CSTP-Address-IP6: 2001:db8:77::7/64",
                        "X-CSTP-DNS: 198.18.2.53",
                        "X-CSTP-DNS: 2001:db8:2::53",
                        "X-CSTP-Default-Domain: example.test lab.test",
                        "X-CSTP-Split-DNS: example.test",
                        "X-CSTP-Tunnel-All-DNS: false",
                        "X-CSTP-Split-Include: 198.18.2.0/255.255.255.0",
                        "X-CSTP-Split-Include-IP6: 2001:db8:2::/64",
                        "X-CSTP-Split-Exclude: 0.0.0.0/255.255.255.255",
                        "X-CSTP-Split-Exclude: 198.18.2.128/255.255.255.128",
                        "X-CSTP-Session-Timeout: none",
                        "X-CSTP-Session-Timeout-Remaining: none",
                        "X-CSTP-Session-Timeout-Alert-Interval: 60",
                        "X-CSTP-Idle-Timeout: 1800",
                        "X-CSTP-Disconnected-Timeout: 300",
                        "X-CSTP-DPD: 30",
                        "X-CSTP-Keepalive: 20",
                        "X-DTLS-DPD: 30",
                        "X-DTLS-Keepalive: 20",
                        "X-CSTP-Rekey-Time: 86400",
                        "X-CSTP-Rekey-Method: new-tunnel",
                        "X-CSTP-Base-MTU: 1500",
                        "X-CSTP-MTU: 1406",
                        "X-CSTP-Keep: true",
                        "X-CSTP-TCP-Keepalive: true",
                        "X-CSTP-Smartcard-Removal-Disconnect: true",
                        "X-CSTP-MSIE-Proxy-Lockdown: true",
                        "X-CSTP-Quarantine: false",
                        "X-CSTP-Routing-Filtering-Ignore: false",
                        "X-CSTP-Disable-Always-On-VPN: false",
                        "X-CSTP-Client-Bypass-Protocol: false");
    }

    @Test
    @Requirement({158, 159})
    void namesAnAppIdAndOneSuiteToWhoNegotiates() {
        HttpHeaders headers = OPENCONNECT.copy().add("X-DTLS-CipherSuite", "PSK-NEGOTIATE:AES128-SHA");

        List<String> lines = lines(headers, OFFICE, terms(443, true));

        assertThat(dtlsLines(lines))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("X-DTLS-DPD: 30"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Keepalive: 20"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Rekey-Time: 86400"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Rekey-Method: new-tunnel"),
                        line -> assertThat(line).matches("X-DTLS-App-ID: [0-9A-F]{64}"),
                        line -> assertThat(line).isEqualTo("X-DTLS-CipherSuite: PSK-NEGOTIATE"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Port: 443"));
    }

    @ParameterizedTest
    @Requirement({158, 159, 160})
    @CsvSource({
        "X-DTLS12-CipherSuite, AES128-GCM-SHA256, X-DTLS12-CipherSuite: AES128-GCM-SHA256, 1406",
        "X-DTLS-CipherSuite, OC-DTLS1_2-AES256-GCM, X-DTLS-CipherSuite: OC-DTLS1_2-AES256-GCM, 1406",
        "X-DTLS-CipherSuite, AES128-SHA, X-DTLS-CipherSuite: AES128-SHA, 1406",
    })
    void namesASessionAndOneSuiteToWhoResumes(String header, String offered, String chosen, String mtu) {
        HttpHeaders headers =
                OPENCONNECT.copy().add("X-DTLS-Master-Secret", "a0".repeat(48)).add(header, offered);

        List<String> lines = lines(headers, OFFICE, terms(4443, true));

        assertThat(dtlsLines(lines))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("X-DTLS-DPD: 30"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Keepalive: 20"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Rekey-Time: 86400"),
                        line -> assertThat(line).isEqualTo("X-DTLS-Rekey-Method: new-tunnel"),
                        line -> assertThat(line).matches("X-DTLS-Session-ID: [0-9A-F]{64}"),
                        line -> assertThat(line).isEqualTo(chosen),
                        line -> assertThat(line).isEqualTo("X-DTLS-MTU: " + mtu),
                        line -> assertThat(line).isEqualTo("X-DTLS-Port: 4443"));
    }

    @Test
    @Requirement({158, 225})
    void givesEveryTunnelAnIdOfItsOwn() {
        HttpHeaders headers = OPENCONNECT.copy().add("X-DTLS-CipherSuite", "PSK-NEGOTIATE");

        assertThat(Stream.generate(() -> lines(headers, OFFICE, terms(443, true)))
                        .limit(100)
                        .map(TunnelReplyTest::appId)
                        .distinct())
                .hasSize(100);
    }

    @Test
    void doesNotMentionDtlsWhereThereIsNone() {
        HttpHeaders asks = OPENCONNECT
                .copy()
                .add("X-DTLS-Master-Secret", "a0".repeat(48))
                .add("X-DTLS-CipherSuite", "PSK-NEGOTIATE:AES128-SHA")
                .add("X-DTLS-Accept-Encoding", "lzs");
        HttpHeaders cannot = OPENCONNECT.copy().add("X-DTLS-CipherSuite", "DES-CBC-SHA:UNHEARD-OF");

        assertThat(dtlsLines(lines(asks, OFFICE, terms(0, true)))).isEmpty();
        assertThat(dtlsLines(lines(OPENCONNECT, OFFICE, terms(0, true)))).isEmpty();
        assertThat(dtlsLines(lines(cannot, OFFICE, terms(443, true)))).isEmpty();
    }

    @Test
    @Requirement({155, 156})
    void agreesOnCompressionPerChannelIfThePolicyWantsIt() {
        HttpHeaders headers = OPENCONNECT
                .copy()
                .add("X-DTLS-CipherSuite", "PSK-NEGOTIATE")
                .add("X-CSTP-Accept-Encoding", ":,oc-lz4,lzs") // openconnect 8
                .add("X-DTLS-Accept-Encoding", "deflate,lzs");

        assertThat(lines(headers, OFFICE, terms(443, true)))
                .contains("X-CSTP-Content-Encoding: oc-lz4", "X-DTLS-Content-Encoding: lzs");
        assertThat(lines(OPENCONNECT, OFFICE, terms(443, true))).noneMatch(line -> line.contains("Encoding"));
    }

    private static List<String> dtlsLines(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("X-DTLS")).toList();
    }

    private static String appId(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("X-DTLS-App-ID"))
                .findFirst()
                .orElseThrow();
    }

    private static DtlsTerms terms(int udpPort, boolean exporter) {
        return new DtlsTerms(
                udpPort,
                new Dtls(Set.of(Dtls.Version.values()), false),
                exporter ? Optional.of(new DtlsSecret(new byte[32])) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        // base, wanted, outer IPv6, path, policy; base, tunnel
        "1500, 1500, false, 65535, 1500, 1500, 1411",
        "1500, 1500, true, 65535, 1500, 1500, 1391",
        "1400, 1500, false, 65535, 1500, 1400, 1311",
        "1500, 1300, false, 65535, 1500, 1500, 1300",
        "1500, 1500, false, 1400, 1500, 1400, 1311",
        "9000, 9000, false, 65535, 9000, 1500, 1411",
        "1500, 1500, false, 65535, 1280, 1500, 1280",
        "1500, 100, false, 65535, 1500, 1500, 1411",
        "100, 1500, false, 65535, 1500, 1280, 1191",
    })
    void fitsAFullPacketIntoOneSegment(
            int base, int wanted, boolean outerIpv6, int path, int policy, int expectedBase, int expectedTunnel) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-CSTP-Base-MTU", base)
                .add("X-CSTP-MTU", wanted)
                .add("X-CSTP-Address-Type", "IPv4,IPv6");

        TunnelMtu mtu = TunnelMtu.of(TunnelRequest.parse(headers), outerIpv6, path, policy, Optional.empty());

        assertThat(mtu).isEqualTo(new TunnelMtu(expectedBase, expectedTunnel, expectedTunnel));
    }

    @Test
    void derivesThePathOfOldClientsFromWhatTheyWant() {
        HttpHeaders headers = new DefaultHttpHeaders().add("X-CSTP-MTU", "1300");

        assertThat(TunnelMtu.of(TunnelRequest.parse(headers), false, 65_535, 1500, Optional.empty()))
                .isEqualTo(new TunnelMtu(1394, 1300, 1300));
        assertThat(TunnelMtu.of(TunnelRequest.parse(new DefaultHttpHeaders()), false, 65_535, 1500, Optional.empty()))
                .isEqualTo(new TunnelMtu(1500, 1411, 1411));
    }

    @ParameterizedTest
    @Requirement({138, 139, 140, 141, 231})
    @CsvSource({
        // base, outer IPv6, suites; over TLS, over DTLS
        "1400, false, AES128-SHA, 1306, 1306",
        "1400, false, OC-DTLS1_2-AES128-GCM, 1311, 1334",
        "1500, false, OC-DTLS1_2-AES256-GCM, 1411, 1434",
        "1500, true, OC-DTLS1_2-AES256-GCM, 1391, 1414",
        "1500, false, PSK-NEGOTIATE, 1434, 1434",
        "1500, true, PSK-NEGOTIATE, 1414, 1414",
        "576, false, AES128-SHA, 576, 576",
    })
    void fitsAFullPacketIntoOneDatagram(int base, boolean outerIpv6, String suites, int tls, int dtls) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .add("X-CSTP-Base-MTU", base)
                .add("X-DTLS-CipherSuite", suites)
                .add("X-DTLS-Master-Secret", "a0".repeat(48));
        TunnelRequest request = TunnelRequest.parse(headers);
        Optional<DtlsGrant> grant = DtlsGrant.of(request, terms(443, true), true, false);

        assertThat(TunnelMtu.of(request, outerIpv6, 65_535, 1500, grant)).isEqualTo(new TunnelMtu(base, tls, dtls));
    }

    private static List<String> lines(HttpHeaders headers, Policy policy) {
        return lines(headers, policy, terms(443, true));
    }

    private static List<String> lines(HttpHeaders headers, Policy policy, DtlsTerms terms) {
        TunnelRequest request = TunnelRequest.parse(headers);
        TunnelGrant grant = TunnelGrant.of(
                request,
                terms,
                policy,
                new Lease(Optional.of(Inet4Address.ofLiteral("192.0.2.7")), Optional.of((Inet6Address)
                        Inet6Address.ofLiteral("2001:db8:77::7"))),
                Optional.of(prefix("192.0.2.0", 24)),
                Optional.of(prefix("2001:db8:77::", 64)),
                Optional.empty());
        TunnelMtu mtu = TunnelMtu.of(request, false, 65_535, policy.mtu(), grant.dtls());
        return TunnelReply.lines(request, grant, mtu).stream()
                .map(Object::toString)
                .toList();
    }

    private static IpPrefix prefix(String network, int length) {
        return IpPrefix.of(InetAddress.ofLiteral(network), length);
    }
}

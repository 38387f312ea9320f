package io.sallyport.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.sallyport.conformance.Requirement;
import io.sallyport.server.tunnel.TunnelRequest.Family;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelRequestTest {
    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void readsWhatOpenconnectSends() {
        headers.add("User-Agent", "Open AnyConnect VPN Agent v9.01")
                .add("X-CSTP-Hostname", "laptop-7")
                .add("X-CSTP-Base-MTU", "1500")
                .add("X-CSTP-MTU", "1406")
                .add("X-CSTP-Address-Type", "IPv6,IPv4")
                .add("X-CSTP-Full-IPv6-Capability", "true")
                .add("X-CSTP-Address", "192.0.2.7")
                .add("X-CSTP-Address", "2001:db8:77::7");

        TunnelRequest request = TunnelRequest.parse(headers);

        assertThat(request.kind()).isEqualTo(ClientKind.OPENCONNECT);
        assertThat(request.hostname()).contains("laptop-7");
        assertThat(request.baseMtu()).hasValue(1500);
        assertThat(request.mtu()).hasValue(1406);
        assertThat(request.families()).isEqualTo(Set.of(Family.IPV4, Family.IPV6));
        assertThat(request.fullIpv6()).isTrue();
        assertThat(request.previousAddresses())
                .containsExactly(InetAddress.ofLiteral("192.0.2.7"), InetAddress.ofLiteral("2001:db8:77::7"));
        assertThat(request.mobile()).isFalse();
    }

    @Test
    void readsWhatTheClientCanOfDtls() {
        headers.add("X-DTLS-CipherSuite", "PSK-NEGOTIATE:OC-DTLS1_2-AES256-GCM:AES128-SHA")
                .add("X-DTLS12-CipherSuite", "AES256-GCM-SHA384, AES128-GCM-SHA256")
                .add("X-DTLS-Master-Secret", "0a".repeat(24) + "0B".repeat(24))
                .add("X-DTLS-Accept-Encoding", "oc-lz4,lzs")
                .add("X-CSTP-Accept-Encoding", "lzs,deflate");

        TunnelRequest request = TunnelRequest.parse(headers);

        assertThat(request.dtls().ciphers()).containsExactly("PSK-NEGOTIATE", "OC-DTLS1_2-AES256-GCM", "AES128-SHA");
        assertThat(request.dtls().ciphers12()).containsExactly("AES256-GCM-SHA384", "AES128-GCM-SHA256");
        assertThat(request.dtls().masterSecret().orElseThrow().bytes())
                .hasSize(48)
                .startsWith(10)
                .endsWith(11);
        assertThat(request.dtls().encodings()).containsExactly("oc-lz4", "lzs");
        assertThat(request.encodings()).containsExactly("lzs", "deflate");
        assertThat(request.toString()).doesNotContain("0a0a").doesNotContain("10, 10");
    }

    @ParameterizedTest
    @Requirement(161)
    @ValueSource(strings = {"", "00", "text"})
    void takesANonsensicalMasterSecretForNone(String secret) {
        headers.set("X-DTLS-Master-Secret", secret);
        assertThat(TunnelRequest.parse(headers).dtls().masterSecret()).isEmpty();

        headers.set("X-DTLS-Master-Secret", "a".repeat(94));
        assertThat(TunnelRequest.parse(headers).dtls().masterSecret()).isEmpty();
    }

    @Test
    void readsNoListToItsEndIfThereIsNone() {
        headers.set("X-DTLS-CipherSuite", "A:".repeat(5000));

        assertThat(TunnelRequest.parse(headers).dtls().ciphers()).hasSize(64);
    }

    @Test
    void takesSilenceForIpv4() {
        TunnelRequest request = TunnelRequest.parse(headers);

        assertThat(request.families()).isEqualTo(Set.of(Family.IPV4));
        assertThat(request.kind()).isEqualTo(ClientKind.UNKNOWN);
        assertThat(request.fullIpv6()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "text", "1.5", "2147483648", "65536", "99999999999999999999", "0x500", "٣٤٥"})
    void takesANonsensicalMtuForNone(String value) {
        headers.set("X-CSTP-MTU", value).set("X-CSTP-Base-MTU", value);

        TunnelRequest request = TunnelRequest.parse(headers);

        assertThat(request.mtu()).isEqualTo(OptionalInt.empty());
        assertThat(request.baseMtu()).isEqualTo(OptionalInt.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "laptop-7.corp.example, laptop-7",
        "x, x",
        "-bad, ''",
        "bad-, ''",
        "a b, ''",
        "ünïcode, ''",
        "'<script>', ''",
    })
    void repeatsOnlyLegalHostNames(String sent, String kept) {
        headers.set("X-CSTP-Hostname", sent);

        assertThat(TunnelRequest.parse(headers).hostname().orElse("")).isEqualTo(kept);
    }

    @Test
    void ignoresAddressesThatAreNone() {
        headers.add("X-CSTP-Address", "not an address").add("X-CSTP-Address", "example.net");

        assertThat(TunnelRequest.parse(headers).previousAddresses()).isEmpty();
    }

    @Test
    void boundsAndCleansTheUserAgent() {
        assertThat(TunnelRequest.printable("a\u001b[31m\r\n" + "x".repeat(5000)))
                .hasSize(256)
                .startsWith("a?[31m??xxx");
    }

    @ParameterizedTest
    @CsvSource({
        "Open AnyConnect VPN Agent v9.01, OPENCONNECT",
        "AnyConnect-compatible OpenConnect VPN Agent v9.20, OPENCONNECT",
        "OpenConnect VPN Agent (NetworkManager) v9.01, OPENCONNECT",
        "Clavister OneConnect VPN, CLAVISTER",
        "AnyLink Secure Client, ANYLINK",
        "AnyConnect Windows 4.10.05095, ANYCONNECT",
        "Cisco AnyConnect VPN Agent for Windows 4.10, ANYCONNECT",
        "Cisco AnyConnect VPN Agent for Apple iPhone, ANYCONNECT_IOS",
        "AnyConnect AppleSSLVPN_Darwin_ARM (iPhone) 5.0, ANYCONNECT_IOS",
        "curl/8.5, UNKNOWN",
        "'', UNKNOWN",
    })
    @Requirement({40, 41})
    void tellsClientsApart(String agent, ClientKind kind) {
        assertThat(ClientKind.of(agent)).isEqualTo(kind);
    }

    @Test
    void knowsAPhone() {
        assertThat(TunnelRequest.parse(new DefaultHttpHeaders().add("X-CSTP-License", "mobile"))
                        .mobile())
                .isTrue();
        assertThat(TunnelRequest.parse(new DefaultHttpHeaders().add("X-AnyConnect-Identifier-Platform", "android"))
                        .mobile())
                .isTrue();
    }
}

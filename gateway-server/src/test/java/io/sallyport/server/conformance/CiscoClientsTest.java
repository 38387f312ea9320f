package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import io.sallyport.server.testkit.XmlReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sign-ins as Cisco's clients hold them: every message on a TLS connection of its own, XML under the name of a form, device
 * data in attributes, the password before the name.
 */
class CiscoClientsTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().with("profiles", """
                    [{name: StaffProfile, alias: staff, policy: office},
                     {name: EngProfile, alias: eng, url: /eng, default: true, policy: office}]""");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            win           | AnyConnect Windows 4.10.05095                        | 4.10.05095
            mac-intel     | AnyConnect Darwin_i386 4.9.06037                     | 4.9.06037
            linux-64      | AnyConnect Linux_64 4.7.00136                        | 4.7.00136
            apple-ios     | AnyConnect AppleSSLVPN_Darwin_ARM (iPhone) 5.0.01234 | 5.0.01234
            android       | AnyConnect Android 5.0.01234                         | 5.0.01234
            """)
    void signInChangeGroupAndConnectOnAConnectionEach(String platform, String agent, String version) throws Exception {
        HttpReply hello = gateway.ask(post(agent, init(platform, version, ""), ""));
        assertThat(hello.xml().selectedGroup()).isEqualTo("eng");

        String cookie = "webvpncontext=" + hello.cookieValue("webvpncontext");
        XmlReply form = gateway.ask(post(agent, init(platform, version, "<group-select>staff</group-select>"), cookie))
                .xml();
        assertThat(form.selectedGroup()).isEqualTo("staff");
        assertThat(form.at("/config-auth/opaque/tunnel-group")).isEqualTo("StaffProfile");

        HttpReply complete = gateway.ask(post(agent, authReply(platform, version, form), cookie));
        assertThat(complete.xml().type()).isEqualTo("complete");
        assertThat(complete.cookieValue("webvpn")).isEqualTo(complete.xml().at("/config-auth/session-token"));
        boolean mobile = List.of("apple-ios", "android").contains(platform);
        assertThat(complete.cookieValue("webvpnc"))
                .doesNotContain("fu:", "fh:")
                .matches(downloads -> downloads.contains("&lu:") != mobile, "phones hang when it names translations");

        try (Tunnel tunnel = gateway.tunnel(
                complete.cookieValue("webvpn"),
                "User-Agent: " + agent,
                "X-CSTP-Version: 1",
                "X-CSTP-Address-Type: IPv6,IPv4",
                "X-CSTP-Full-IPv6-Capability: true",
                "X-CSTP-MTU: 1399")) {
            assertThat(gateway.session(tunnel.ipv4()).path("profile").asString())
                    .isEqualTo("StaffProfile");
            assertThat(gateway.session(tunnel.ipv4()).path("agent").asString()).isEqualTo(agent);
        }
    }

    private static HttpRequest post(String agent, String body, String cookie) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest(
                "POST / HTTP/1.1",
                List.of(
                        "Host: vpn.example.net",
                        "User-Agent: " + agent,
                        "X-Transcend-Version: 1",
                        "X-Aggregate-Auth: 1",
                        "Content-Type: application/x-www-form-urlencoded",
                        "Content-Length: " + bytes.length),
                bytes);
        return cookie.isEmpty() ? request : request.with("Cookie: " + cookie);
    }

    private static String init(String platform, String version, String groupSelect) {
        return document("init", platform, version, """
                <mac-address-list><mac-address public-interface="true">00-50-56-aa-bb-cc</mac-address></mac-address-list>
                <group-access>https://vpn.example.net</group-access>%s
                <capabilities><auth-method>multiple-cert</auth-method><auth-method>single-sign-on</auth-method>
                <auth-method>single-sign-on-v2</auth-method></capabilities>
                """.formatted(groupSelect));
    }

    /** The opaque part comes back as it was sent. */
    private static String authReply(String platform, String version, XmlReply form) {
        String opaque = "/config-auth/opaque/";
        return document("auth-reply", platform, version, """
                <session-token></session-token>
                <session-id></session-id>
                <opaque is-for="sg"><tunnel-group>%s</tunnel-group><aggauth-handle>%s</aggauth-handle>
                <group-alias>%s</group-alias><config-hash>%s</config-hash></opaque>
                <auth><password>%s</password><username>%s</username></auth>
                <group-select>staff</group-select><host-scan-token>0</host-scan-token>
                """.formatted(
                        form.at(opaque + "tunnel-group"),
                        form.handle(),
                        form.at(opaque + "group-alias"),
                        form.at(opaque + "config-hash"),
                        PASSWORD,
                        USER));
    }

    private static String document(String type, String platform, String version, String inside) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <config-auth client="vpn" type="%s" aggregate-auth-version="2">
                <version who="vpn">%s</version>
                <device-id computer-name="PC-7" device-type="LENOVO 20XX" platform-version="10.0.19044 "
                  unique-id="%s" unique-id-global="%s">%s</device-id>
                %s</config-auth>
                """.formatted(type, version, "4f".repeat(32), "9b".repeat(20), platform, inside);
    }
}

package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.download.PackageFiles;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import io.sallyport.server.testkit.XmlReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Cisco's clients do from the first word to the tunnel: every message on a TLS connection of its own, XML under the name
 * of a form, device data in attributes, the password before the name; then one GET after the other, and CONNECT.
 */
class CiscoClientsTest {
    private static final byte[] PROFILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
              <ServerList><HostEntry><HostName>office</HostName><HostAddress>vpn.example.test</HostAddress></HostEntry></ServerList>
            </AnyConnectProfile>
            """.getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .withFile("office.xml", PROFILE)
            .withFile("packages/" + PackageFiles.LINUX_CORE, PackageFiles.bytes(10_000))
            .withFile("packages/" + PackageFiles.WINDOWS_BUNDLE, PackageFiles.windowsBundle(10_000))
            .with("downloads", "{profiles: {office.xml: office.xml}, packages: packages}")
            .with("policies", "{office: {client-profile: office.xml, banner: \"Grüße <an> alle & jeden\\nat work\"}}")
            .with("profiles", """
                    [{name: StaffProfile, alias: staff, policy: office},
                     {name: EngProfile, alias: eng, url: /eng, default: true, policy: office}]""");

    /** A client, as its messages describe it. */
    enum Client {
        WINDOWS("win", "AnyConnect Windows 4.10.05095", "4.10.05095"),
        MACOS("mac-intel", "AnyConnect Darwin_i386 4.9.06037", "4.9.06037"),
        LINUX("linux-64", "AnyConnect Linux_64 4.7.00136", "4.7.00136"),
        IOS("apple-ios", "AnyConnect AppleSSLVPN_Darwin_ARM (iPhone) 5.0.01234", "5.0.01234"),
        ANDROID("android", "AnyConnect Android 5.0.01234", "5.0.01234");

        private final String platform;
        private final String agent;
        private final String version;

        Client(String platform, String agent, String version) {
            this.platform = platform;
            this.agent = agent;
            this.version = version;
        }

        boolean isMobile() {
            return this == IOS || this == ANDROID;
        }

        /** What it says of itself in every request, beside its name. */
        List<String> headers() {
            return isMobile()
                    ? List.of(
                            "X-AnyConnect-Identifier-ClientVersion: " + version,
                            "X-AnyConnect-Identifier-Platform: " + platform,
                            "X-AnyConnect-Identifier-PlatformVersion: 17.1",
                            "X-AnyConnect-Identifier-DeviceType: phone",
                            "X-AnyConnect-Identifier-Device-UniqueID: " + "4f".repeat(32))
                    : List.of();
        }
    }

    @ParameterizedTest
    @EnumSource
    void signInChangeGroupFetchWhatIsThereAndConnectOnAConnectionEach(Client client) throws Exception {
        HttpReply hello = gateway.ask(post(client, init(client, ""), ""));
        assertThat(hello.xml().selectedGroup()).isEqualTo("eng");

        String context = "webvpncontext=" + hello.cookieValue("webvpncontext");
        XmlReply form = gateway.ask(post(client, init(client, "<group-select>staff</group-select>"), context))
                .xml();
        assertThat(form.selectedGroup()).isEqualTo("staff");
        assertThat(form.at("/config-auth/opaque/tunnel-group")).isEqualTo("StaffProfile");

        HttpReply complete = gateway.ask(post(client, authReply(client, form), context));
        assertThat(complete.xml().type()).isEqualTo("complete");
        assertThat(complete.cookieValue("webvpn")).isEqualTo(complete.xml().at("/config-auth/session-token"));
        assertThat(complete.cookieValue("webvpnc"))
                .matches(
                        downloads -> downloads.contains("&lu:") != client.isMobile(),
                        "phones hang when it names translations");

        String cookies = "webvpn=%s; webvpnc=%s; %s"
                .formatted(complete.cookieValue("webvpn"), complete.cookieValue("webvpnc"), context);
        if (client.isMobile()) {
            fetchProfile(client, cookies, complete.xml()); // its program comes from elsewhere
        } else {
            fetchAll(client, cookies, complete.xml());
        }

        connect(client, complete);
    }

    // ---- the downloader

    /** In the order of protocol.md, 4.1; of macOS nothing is hosted. */
    private static void fetchAll(Client client, String cookies, XmlReply complete) throws IOException {
        String base = complete.at("//base-package-uri");
        assertThat(get(client, base + "/index.html", cookies).status()).isEqualTo(200);

        XmlReply manifest = get(client, base + "/VPNManifest.xml", cookies).xml();
        assertThat(manifest.count("/vpn[@rev='1.0']/file")).isEqualTo(hosted(client));
        assertThat(complete.count("//vpn-core-manifest/vpn/file")).isEqualTo(hosted(client));
        assertThat(get(client, base + "/binaries/update.txt", cookies).text())
                .isEqualTo(
                        switch (client) {
                            case WINDOWS -> "4,10,05095\n";
                            case LINUX -> "4,9,06037\n";
                            case MACOS, IOS, ANDROID -> "0,0,0000\n";
                        });
        for (int file = 1; file <= hosted(client); file++) {
            String element = "/vpn/file[" + file + "]";
            HttpReply reply = get(client, base + "/" + manifest.at(element + "/uri"), cookies);
            assertThat(sha1(reply.body())).isEqualTo(manifest.at(element + "/hash"));
        }
        assertThat(get(client, "/1/" + probe(client), cookies).body()).isEmpty();
        assertThat(get(client, "/1/binaries/vpndownloader.sh", cookies).text()).isEqualTo("#!/bin/sh\n\nexit 0");

        fetchProfile(client, cookies, complete);

        String translations = "/+CSCOT+/translation-table?textdomain=AnyConnect&";
        assertThat(get(client, translations + "type=manifest", cookies).xml().count("/vpn/*"))
                .isZero();
        assertThat(get(client, translations + "lang=ja-jp", cookies).status()).isEqualTo(404);
        String customisation = "/+CSCOT+/oem-customization?app=AnyConnect&type=manifest&platform=" + client.platform;
        assertThat(get(client, customisation, cookies).xml().count("/vpn/*")).isZero();
        assertThat(get(client, "/CACHE/sdesktop/install/binaries/update.txt", cookies)
                        .status())
                .isEqualTo(404);
    }

    private static int hosted(Client client) {
        return switch (client) {
            case WINDOWS -> 2;
            case LINUX -> 1;
            case MACOS, IOS, ANDROID -> 0;
        };
    }

    private static String probe(Client client) {
        return switch (client) {
            case WINDOWS -> "Windows";
            case LINUX -> "Linux_64";
            case MACOS, IOS, ANDROID -> "Darwin_i386";
        };
    }

    private static void fetchProfile(Client client, String cookies, XmlReply complete) throws IOException {
        String file = "//vpn-profile-manifest/vpn[@rev='1.0']/file[@type='profile' and @service-type='user']";

        HttpReply profile = get(client, complete.at(file + "/uri"), cookies);

        assertThat(profile.body()).isEqualTo(PROFILE);
        assertThat(sha1(profile.body())).isEqualTo(complete.at(file + "/hash[@type='sha1']"));
    }

    private static HttpReply get(Client client, String path, String cookies) throws IOException {
        HttpRequest request = HttpRequest.get(path, "User-Agent: " + client.agent, "Cookie: " + cookies)
                .with(client.headers().toArray(new String[0]));
        return gateway.ask(
                client == Client.WINDOWS
                        ? request.with(
                                "Cache-Control: no-cache",
                                "Connection: Close",
                                "Pragma: no-cache",
                                "Accept-Encoding: peerdist",
                                "X-P2P-PeerDist: Version=1.1",
                                "X-P2P-PeerDistEx: MinContentInformation=1.0, MaxContentInformation=2.0")
                        : request);
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    // ---- the tunnel

    private static void connect(Client client, HttpReply complete) throws Exception {
        List<String> headers = new ArrayList<>(List.of(
                "User-Agent: " + client.agent,
                "X-CSTP-Version: 1",
                "X-CSTP-Hostname: PC-7",
                "X-CSTP-Protocol: Copyright (c) 2004 Cisco Systems, Inc.",
                "X-CSTP-MTU: 1399",
                "X-CSTP-Base-MTU: 1500",
                "X-CSTP-Address-Type: IPv6,IPv4",
                "X-CSTP-Full-IPv6-Capability: true",
                "X-CSTP-Local-Address-IP4: 198.51.100.7",
                "X-CSTP-Remote-Address-IP4: 203.0.113.1",
                "X-CSTP-Accept-Encoding: lzs,deflate",
                "X-CSTP-TCP-Keepalive: true",
                "X-DTLS-Master-Secret: " + "5A".repeat(48),
                "X-DTLS-CipherSuite: AES256-SHA:AES128-SHA:DES-CBC3-SHA:DES-CBC-SHA",
                "X-DTLS12-CipherSuite: ECDHE-RSA-AES256-GCM-SHA384:AES128-GCM-SHA256",
                "X-DTLS-Accept-Encoding: lzs",
                "X-DTLS-Header-Pad-Length: 0"));
        headers.addAll(client.headers());
        if (client.isMobile()) {
            headers.add("X-CSTP-License: mobile");
        }

        try (Tunnel tunnel = gateway.tunnel(complete.cookieValue("webvpn"), headers.toArray(new String[0]))) {
            assertThat(gateway.session(tunnel.ipv4()).path("profile").asString())
                    .isEqualTo("StaffProfile");
            assertThat(gateway.session(tunnel.ipv4()).path("agent").asString()).isEqualTo(client.agent);
            String repeated = tunnel.reply().one("X-CSTP-Post-Auth-XML").orElseThrow();
            assertThat(repeated).as("one line of ASCII").matches("[ -~]+");
            assertThat(XmlReply.parse(repeated)).isEqualTo(complete.xml());
        }
    }

    // ---- the messages

    private static HttpRequest post(Client client, String body, String cookie) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = new HttpRequest(
                        "POST / HTTP/1.1",
                        List.of(
                                "Host: vpn.example.net",
                                "User-Agent: " + client.agent,
                                "X-Transcend-Version: 1",
                                "X-Aggregate-Auth: 1",
                                "Content-Type: application/x-www-form-urlencoded",
                                "Content-Length: " + bytes.length),
                        bytes)
                .with(client.headers().toArray(new String[0]));
        return cookie.isEmpty() ? request : request.with("Cookie: " + cookie);
    }

    private static String init(Client client, String groupSelect) {
        return document("init", client, """
                <mac-address-list><mac-address public-interface="true">00-50-56-aa-bb-cc</mac-address></mac-address-list>
                <group-access>https://vpn.example.net</group-access>%s
                <capabilities><auth-method>multiple-cert</auth-method><auth-method>single-sign-on</auth-method>
                <auth-method>single-sign-on-v2</auth-method></capabilities>
                """.formatted(groupSelect));
    }

    /** The opaque part comes back as it was sent. */
    private static String authReply(Client client, XmlReply form) {
        String opaque = "/config-auth/opaque/";
        return document("auth-reply", client, """
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

    private static String document(String type, Client client, String inside) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <config-auth client="vpn" type="%s" aggregate-auth-version="2">
                <version who="vpn">%s</version>
                <device-id computer-name="PC-7" device-type="LENOVO 20XX" platform-version="10.0.19044 "
                  unique-id="%s" unique-id-global="%s">%s</device-id>
                %s</config-auth>
                """.formatted(type, client.version, "4f".repeat(32), "9b".repeat(20), client.platform, inside);
    }
}

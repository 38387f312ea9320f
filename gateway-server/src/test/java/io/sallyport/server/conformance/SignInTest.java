package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.ConfigAuth.groupSelect;
import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import io.sallyport.server.testkit.XmlReply;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chapter D of the checklist, as far as passwords go. */
class SignInTest {
    private static final String DENIED = "sallyport_sign_ins_total{event=\"denied\"}";

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().with("profiles", """
                    [{name: staff, alias: Staff, policy: office}, {name: eng, alias: Engineers, policy: lab},
                     {name: single, alias: Single, policy: single}]""").with("policies", """
                    {office: {simultaneous-sessions: 0, banner: "Authorised use only\\n100 % watched"},
                     lab: {simultaneous-sessions: 0}, single: {simultaneous-sessions: 1}}""");

    private static HttpReply complete;
    private static byte[] tlsSession;

    @BeforeAll
    static void signIn() throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            complete = gateway.signInOn(connection, USER, PASSWORD);
            tlsSession = connection.tls().session().getId();
        }
    }

    @Test
    @Requirement({70, 73})
    void theRightPasswordCompletes() {
        assertThat(complete.status()).isEqualTo(200);
        assertThat(complete.xml().type()).isEqualTo("complete");
        assertThat(complete.xml().at("/config-auth/auth/@id")).isEqualTo("success");
    }

    @Test
    @Requirement(71)
    void theSessionHasAnIdOfItsOwn() {
        String id = complete.xml().at("/config-auth/session-id");

        assertThat(id).matches("[1-9][0-9]*");
        assertThat(HexFormat.of().formatHex(tlsSession)).doesNotContain(Integer.toHexString(Integer.parseInt(id)));
    }

    @Test
    @Requirement(72)
    void tokenAndCookieAreTheSame() {
        assertThat(complete.xml().at("/config-auth/session-token"))
                .isNotEmpty()
                .isEqualTo(complete.cookieValue("webvpn"));
    }

    @Test
    @Requirement(74)
    void theCertificateIsNamedByItsHash() throws Exception {
        byte[] sha1 = MessageDigest.getInstance("SHA-1")
                .digest(gateway.certificate().certificate().getEncoded());

        assertThat(complete.xml().at("//server-cert-hash"))
                .isEqualTo(HexFormat.of().withUpperCase().formatHex(sha1));
    }

    @Test
    @Requirement({76, 79})
    void nothingIsToBeDownloaded() {
        assertThat(complete.xml().count("//vpn-core-manifest")).isZero();
        assertThat(complete.xml().count("//vpn-profile-manifest")).isZero();
    }

    @Test
    @Requirement(80)
    void anUnknownHandleBeginsAnew() throws Exception {
        HttpConnection connection = gateway.connect();
        HttpReply form = connection.send(HttpRequest.post("/", ConfigAuth.init()));

        HttpReply altered = connection.send(
                HttpRequest.post("/", ConfigAuth.reply(form.xml().handle() + "x", USER, PASSWORD))
                        .with("Cookie: webvpncontext=" + form.cookieValue("webvpncontext")));
        HttpReply invented = gateway.ask(HttpRequest.post("/", ConfigAuth.reply("invented", USER, PASSWORD)));

        for (HttpReply reply : new HttpReply[] {altered, invented}) {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.xml().hasForm()).isTrue();
            assertThat(reply.xml().handle()).isNotEqualTo(form.xml().handle());
            assertThat(reply.cookie("webvpn")).isEmpty();
        }
    }

    @Test
    @Requirement(81)
    void theReplyMayComeOnAnotherConnection() throws Exception {
        HttpReply form = gateway.ask(HttpRequest.post("/", ConfigAuth.init()));

        HttpReply byOpaque =
                gateway.ask(HttpRequest.post("/", ConfigAuth.reply(form.xml().handle(), USER, PASSWORD)));

        assertThat(byOpaque.xml().type()).isEqualTo("complete");
        form = gateway.ask(HttpRequest.post("/", ConfigAuth.init()));
        HttpReply byCookie = gateway.ask(HttpRequest.post("/", ConfigAuth.replyWithoutHandle(USER, PASSWORD))
                .with("Cookie: webvpncontext=" + form.cookieValue("webvpncontext")));
        assertThat(byCookie.xml().type()).isEqualTo("complete");
    }

    @Test
    @Requirement(82)
    void theGroupOfTheSignInHolds() throws Exception {
        try (Tunnel tunnel = gateway.tunnel(gateway.signIn(groupSelect("Engineers")))) {
            assertThat(gateway.session(tunnel.ipv4()).path("policy").asString()).isEqualTo("lab");
        }
    }

    @ParameterizedTest
    @CsvSource({"alice, wrong", "alice, Correct Horse", "nobody, correct horse", "alice, ''", "'', ''"})
    @Requirement({83, 86})
    void aWrongPasswordGetsTheFormAgain(String user, String password) throws Exception {
        HttpReply reply = gateway.signInOn(gateway.connect(), user, password);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().type()).isEqualTo("auth-request");
        assertThat(reply.xml().error()).isEqualTo("Login failed.");
        assertThat(reply.xml().hasForm()).isTrue();
    }

    /** RT-27. */
    @Test
    void theRightPasswordIsTakenAfterAWrongOne() throws Exception {
        HttpConnection connection = gateway.connect();
        String handle = gateway.signInOn(connection, USER, "wrong").xml().handle();

        HttpReply reply = connection.send(HttpRequest.post("/", ConfigAuth.reply(handle, USER, PASSWORD)));

        assertThat(reply.xml().type()).isEqualTo("complete");
    }

    @ParameterizedTest
    @CsvSource({"markup, <p&'\">", "umlauts, Grüße 名前 \uD83D\uDD11", "spaces, ' a b '"})
    @Requirement(85)
    void aPasswordIsComparedAsTyped(String user, String password) throws Exception {
        gateway.addUser(user, password);

        assertThat(gateway.signInOn(gateway.connect(), user, password).xml().type())
                .isEqualTo("complete");
        assertThat(gateway.signInOn(gateway.connect(), user, password + "x")
                        .xml()
                        .error())
                .isEqualTo("Login failed.");
    }

    @Test
    @Requirement(95)
    void theSameReplyAgainOnAnotherConnectionCountsOnce() throws Exception {
        HttpRequest reply =
                HttpRequest.post("/", ConfigAuth.reply(gateway.form().handle(), USER, "wrong"));
        long before = gateway.metric(DENIED);

        HttpReply first = gateway.ask(reply);
        HttpReply second = gateway.ask(reply);

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(gateway.metric(DENIED)).isEqualTo(before + 1);
        gateway.clock().advance(Duration.ofSeconds(11));
        gateway.ask(reply);
        assertThat(gateway.metric(DENIED)).isEqualTo(before + 2);
    }

    @Test
    @Requirement(111)
    void theBannerIsShownTwice() throws Exception {
        assertThat(complete.xml().at("/config-auth/auth/banner")).isEqualTo("Authorised use only\n100 % watched");
        try (Tunnel tunnel = gateway.tunnel()) {
            assertThat(tunnel.reply().one("X-CSTP-Banner")).contains("Authorised use only%0A100 %25 watched");
        }
    }

    @Test
    @Requirement(112)
    void noSecretIsLogged() throws Exception {
        HttpReply wrong = gateway.signInOn(gateway.connect(), USER, "a-wrong-password");
        String cookie = gateway.signIn();
        gateway.tunnel(cookie).close();
        gateway.tryConnect("an-invented-cookie");

        assertThat(gateway.log().text())
                .as("the log says all that it can")
                .contains("tunnel refused")
                .contains(" DEBUG ")
                .as("and yet")
                .doesNotContain(
                        cookie,
                        PASSWORD,
                        "a-wrong-password",
                        "an-invented-cookie",
                        wrong.xml().handle());
    }

    @Test
    @Requirement(113)
    void anOldSignInIsForgotten() throws Exception {
        String handle = gateway.form().handle();

        gateway.clock().advance(Duration.ofSeconds(301));

        Eventually.holds("the sign-in has been forgotten", () -> gateway.metric("sallyport_sign_ins_under_way") == 0);
        XmlReply reply = gateway.ask(HttpRequest.post("/", ConfigAuth.reply(handle, USER, PASSWORD)))
                .xml();
        assertThat(reply.hasForm()).isTrue();
        assertThat(reply.handle()).isNotEqualTo(handle);
    }

    @Test
    @Requirement(114)
    void theSessionThatIsInUseIsTheOnlyOne() throws Exception {
        String first = gateway.signIn(groupSelect("Single"));
        String second = gateway.signIn(groupSelect("Single"));
        assertThat(gateway.tryConnect(first).status())
                .as("the first had no tunnel and has given way")
                .isEqualTo(401);
        Tunnel tunnel = gateway.tunnel(second);

        HttpReply third = gateway.signInOn(gateway.connect(), USER, PASSWORD, groupSelect("Single"));

        assertThat(third.xml().error()).isEqualTo("Login denied. Simultaneous login limit exceeded.");
        assertThat(third.xml().hasForm()).isFalse();
        assertThat(tunnel.answers("still here")).isTrue();
    }
}

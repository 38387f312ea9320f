package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter B of the checklist: clients from before config-auth, and browsers. */
class PagesTest {
    private static final String FORM = "/+webvpn+/index.html";

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().with("profiles", """
                    [{name: staff, alias: Staff people, url: /staff, policy: office},
                     {name: eng, alias: Engineers, url: /eng, default: true, policy: office}]""");

    @Test
    @Requirement(32)
    void aGetIsAnsweredWithABareForm() throws Exception {
        HttpReply reply = gateway.ask(HttpRequest.get("/"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.one("Content-Type").orElseThrow()).startsWith("text/xml");
        assertThat(reply.xml().at("/auth/@id")).isEqualTo("main");
        assertThat(reply.xml().at("/auth/form/@method")).isEqualTo("post");
        assertThat(reply.xml().at("/auth/form/@action")).isEqualTo(FORM);
        assertThat(reply.xml().count("/auth/form/input[@name='username'][@type='text']"))
                .isEqualTo(1);
        assertThat(reply.xml().count("/auth/form/input[@name='password'][@type='password']"))
                .isEqualTo(1);
        assertThat(reply.xml().groups()).containsExactly("Staff people", "Engineers");
        assertThat(reply.xml().selectedGroup()).isEqualTo("Engineers");
    }

    @Test
    void aGroupsUrlHasItsOwnForm() throws Exception {
        assertThat(gateway.ask(HttpRequest.get("/staff")).xml().selectedGroup()).isEqualTo("Staff people");
    }

    @Test
    @Requirement(33)
    void theRightPasswordIsRewardedWithACookie() throws Exception {
        HttpReply reply = gateway.ask(filled(hidden(gateway.ask(HttpRequest.get("/"))), "Staff people", PASSWORD));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().at("/auth/@id")).isEqualTo("success");
        assertThat(gateway.tryConnect(reply.cookieValue("webvpn")).status()).isEqualTo(200);
    }

    @Test
    void theSignInsCookieServesAsWellAsTheHiddenField() throws Exception {
        HttpReply page = gateway.ask(HttpRequest.get("/"));

        HttpReply reply = gateway.ask(
                filled("", "Engineers", PASSWORD).with("Cookie: webvpncontext=" + page.cookieValue("webvpncontext")));

        assertThat(reply.xml().at("/auth/@id")).isEqualTo("success");
    }

    @Test
    @Requirement(34)
    void aWrongPasswordGetsTheFormAgain() throws Exception {
        HttpReply reply = gateway.ask(filled(hidden(gateway.ask(HttpRequest.get("/"))), "Engineers", "wrong"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().at("/auth/@id")).isEqualTo("main");
        assertThat(reply.xml().at("/auth/error")).isEqualTo("Login failed.");
        assertThat(gateway.ask(filled(hidden(reply), "Engineers", PASSWORD))
                        .xml()
                        .at("/auth/@id"))
                .isEqualTo("success");
    }

    /** RT-35: what is no form is refused, and nothing else happens. */
    @ParameterizedTest
    @ValueSource(strings = {"username=%", "username=%00", "a=1&a=2", "username=%ff"})
    void whatIsNoFormIsRefused(String body) throws Exception {
        assertThat(gateway.ask(HttpRequest.post(FORM, body)).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/logout", "/+webvpn+/webvpn_logout.html"})
    @Requirement(54)
    void aBrowserThatLeavesForgetsItsCookies(String path) throws Exception {
        HttpReply reply = gateway.ask(HttpRequest.get(path));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(List.of("webvpn", "webvpnc", "webvpn_as", "webvpncontext"))
                .allSatisfy(name -> assertThat(reply.cookieValue(name)).isEmpty());
    }

    private static String hidden(HttpReply page) {
        return "handle=" + page.xml().at("/auth/form/input[@type='hidden']/@value") + "&";
    }

    private static HttpRequest filled(String hidden, String group, String password) {
        String body = hidden + "group_list=" + encoded(group) + "&username=" + USER + "&password=" + encoded(password);
        return HttpRequest.post(FORM, body)
                .without("Content-Type")
                .without("X-Aggregate-Auth")
                .with("Content-Type: application/x-www-form-urlencoded");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

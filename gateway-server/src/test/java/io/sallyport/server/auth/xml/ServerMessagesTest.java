package io.sallyport.server.auth.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.config.Secret;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.conformance.Requirement;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ServerMessagesTest {
    private static final ServerMessage.Form FORM = new ServerMessage.Form(
            "staff", "Staff <&> people", "Handle-1", List.of("Guests", "Staff <&> people"), Optional.empty());

    @Test
    void writesTheDeclarationAtTheFirstByte() {
        assertThat(text(FORM)).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    }

    @Test
    void writesTheFormOfAProfile() throws Exception {
        Document form = parse(text(FORM));

        assertThat(at(form, "/config-auth/@client")).isEqualTo("vpn");
        assertThat(at(form, "/config-auth/@type")).isEqualTo("auth-request");
        assertThat(at(form, "/config-auth/@aggregate-auth-version")).isEqualTo("2");
        assertThat(at(form, "/config-auth/version/@who")).isEqualTo("sg");
        assertThat(at(form, "/config-auth/opaque/@is-for")).isEqualTo("sg");
        assertThat(at(form, "/config-auth/opaque/tunnel-group")).isEqualTo("staff");
        assertThat(at(form, "/config-auth/opaque/group-alias")).isEqualTo("Staff <&> people");
        assertThat(at(form, "/config-auth/opaque/aggauth-handle")).isEqualTo("Handle-1");
        assertThat(at(form, "/config-auth/opaque/config-hash")).isEqualTo("1761200000000");
        assertThat(at(form, "/config-auth/auth/@id")).isEqualTo("main");
        assertThat(at(form, "/config-auth/auth/form/@method")).isEqualTo("post");
        assertThat(at(form, "/config-auth/auth/form/@action")).isEqualTo("/");
        assertThat(at(form, "count(/config-auth/auth/form/input)")).isEqualTo("2");
        assertThat(at(form, "/config-auth/auth/form/input[1]/@name")).isEqualTo("username");
        assertThat(at(form, "/config-auth/auth/form/input[1]/@type")).isEqualTo("text");
        assertThat(at(form, "/config-auth/auth/form/input[2]/@name")).isEqualTo("password");
        assertThat(at(form, "/config-auth/auth/form/input[2]/@type")).isEqualTo("password");
        assertThat(at(form, "count(/config-auth/auth/error)")).isEqualTo("0");
    }

    @Test
    void listsAllGroupsAndSelectsOne() throws Exception {
        Document form = parse(text(FORM));
        String select = "/config-auth/auth/form/select";

        assertThat(at(form, select + "/@name")).isEqualTo("group_list");
        assertThat(at(form, "count(" + select + "/option)")).isEqualTo("2");
        assertThat(at(form, select + "/option[1]/@value")).isEqualTo("Guests");
        assertThat(at(form, select + "/option[1]")).isEqualTo("Guests");
        assertThat(at(form, "count(" + select + "/option[@selected='true'])")).isEqualTo("1");
        assertThat(at(form, select + "/option[@selected='true']")).isEqualTo("Staff <&> people");
    }

    @Test
    void showsTheFormAgainWithWhatWasWrong() throws Exception {
        Document form = parse(text(new ServerMessage.Form(
                "staff", "Staff", "Handle-1", List.of("Staff"), Optional.of(Problem.LOGIN_FAILED))));

        assertThat(at(form, "/config-auth/auth/error")).isEqualTo("Login failed.");
        assertThat(at(form, "/config-auth/auth/error/@id")).isEqualTo("13");
        assertThat(at(form, "count(/config-auth/auth/form)")).isEqualTo("1");
    }

    @Test
    void refusesWithoutAForm() throws Exception {
        Document refusal = parse(text(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID)));

        assertThat(at(refusal, "/config-auth/@type")).isEqualTo("auth-request");
        assertThat(at(refusal, "/config-auth/auth/@id")).isEqualTo("main");
        assertThat(at(refusal, "/config-auth/auth/error")).isEqualTo("Certificate Validation Failure");
        assertThat(at(refusal, "count(//form)")).isEqualTo("0");
    }

    @Test
    void completesWithSessionTokenBannerAndCertificateHash() throws Exception {
        Document complete = parse(text(new ServerMessage.Complete(
                "106496", new Secret("Token-1"), Optional.of("100 % <authorised> use"), "33C06F48")));

        assertThat(at(complete, "/config-auth/@type")).isEqualTo("complete");
        assertThat(at(complete, "/config-auth/session-id")).isEqualTo("106496");
        assertThat(at(complete, "/config-auth/session-token")).isEqualTo("Token-1");
        assertThat(at(complete, "/config-auth/auth/@id")).isEqualTo("success");
        assertThat(at(complete, "/config-auth/auth/banner")).isEqualTo("100 % <authorised> use");
        assertThat(at(complete, "/config-auth/config/@client")).isEqualTo("vpn");
        assertThat(at(complete, "/config-auth/config/@type")).isEqualTo("private");
        assertThat(at(complete, "/config-auth/config/vpn-base-config/server-cert-hash"))
                .isEqualTo("33C06F48");
        assertThat(at(complete, "/config-auth/config/vpn-base-config/base-package-uri"))
                .isEqualTo("/CACHE/stc/1");
    }

    @Test
    void saysNothingAfterALogout() {
        assertThat(ServerMessages.write(new ServerMessage.LoggedOut(), "1")).isEmpty();
    }

    @Test
    @Requirement(87)
    void putsNoPercentSignIntoItsOwnWords() {
        for (Problem problem : Problem.values()) {
            assertThat(problem.text()).doesNotContain("%");
        }
    }

    private static String text(ServerMessage message) {
        return new String(ServerMessages.write(message, "1761200000000"), StandardCharsets.UTF_8);
    }

    private static Document parse(String text) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)));
    }

    private static String at(Document document, String path) throws Exception {
        return XPathFactory.newDefaultInstance().newXPath().evaluate(path, document);
    }
}

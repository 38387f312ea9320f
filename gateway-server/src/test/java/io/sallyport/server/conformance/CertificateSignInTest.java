package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.ConfigAuth.groupSelect;
import static io.sallyport.server.testkit.TestGateway.CLIENTS;
import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsOptions;
import io.sallyport.server.testkit.XmlReply;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyKind;
import io.sallyport.testcerts.Request;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Chapter D of the checklist, as far as certificates go. */
class CertificateSignInTest {
    private static final String MULTIPLE = "<capabilities><auth-method>multiple-cert</auth-method></capabilities>";

    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().withClientCertificates("").with("profiles", """
                    [{name: alone, policy: office, authenticate: [certificate], default: true},
                     {name: both, policy: office, authenticate: [certificate, local]},
                     {name: two, policy: office, authenticate: [multiple-certificate]},
                     {name: plain, policy: office}]""");

    private final Credential alice = CLIENTS.client("alice");

    @Test
    @Requirement(98)
    void aCertificateAloneCompletesAtOnce() throws Exception {
        HttpReply reply = init(alice, groupSelect("alone"));

        assertThat(reply.xml().type()).isEqualTo("complete");
        assertThat(connect(reply.cookieValue("webvpn"), alice).status()).isEqualTo(200);
    }

    @Test
    @Requirement(99)
    void whoShowsNoneIsSentForOne() throws Exception {
        XmlReply reply = gateway.form(groupSelect("alone"));

        assertThat(reply.count("/config-auth/client-cert-request")).isEqualTo(1);
        assertThat(reply.hasForm()).isFalse();
    }

    @Test
    void whoHasNoneIsRefusedWithWords() throws Exception {
        XmlReply reply = gateway.form(groupSelect("alone"), "<client-cert-fail/>");

        assertThat(reply.error()).isEqualTo("Certificate Validation Failure");
        assertThat(reply.hasForm()).isFalse();
    }

    @Test
    @Requirement(101)
    void aCertificateAndAPasswordAreAskedForOneAfterTheOther() throws Exception {
        HttpConnection connection = connection(alice);
        XmlReply form = connection
                .send(HttpRequest.post("/", ConfigAuth.init(groupSelect("both"))))
                .xml();
        assertThat(form.count("/config-auth/cert-authenticated")).isEqualTo(1);
        assertThat(form.at("//input[@name='username']/@value")).isEqualTo("alice");

        assertThat(connection
                        .send(HttpRequest.post("/", ConfigAuth.reply(form.handle(), "alice", PASSWORD)))
                        .xml()
                        .type())
                .isEqualTo("complete");
    }

    /** All that can be wrong or right with the two. */
    @ParameterizedTest
    @CsvSource({"alice, correct horse, true", "alice, wrong, false", "bob, correct horse, false", "bob, wrong, false"})
    void bothHaveToBeRightAndOfTheSameUser(String owner, String password, boolean welcome) throws Exception {
        HttpConnection connection = connection(CLIENTS.client(owner));
        String handle = connection
                .send(HttpRequest.post("/", ConfigAuth.init(groupSelect("both"))))
                .xml()
                .handle();

        String type = connection
                .send(HttpRequest.post("/", ConfigAuth.reply(handle, "alice", password)))
                .xml()
                .type();
        assertThat(type).isEqualTo(welcome ? "complete" : "auth-request");
    }

    @Test
    @Requirement(102)
    void thePasswordHasToComeWithTheSameCertificate() throws Exception {
        String handle = init(alice, groupSelect("both")).xml().handle();

        HttpReply reply = connection(CLIENTS.client("alice"))
                .send(HttpRequest.post("/", ConfigAuth.reply(handle, "alice", PASSWORD)));

        assertThat(reply.xml().error()).isEqualTo("Certificate Validation Failure");
        assertThat(reply.xml().hasForm()).isFalse();
    }

    @Test
    void aTunnelIsNotForAnotherCertificate() throws Exception {
        String cookie = init(alice, groupSelect("alone")).cookieValue("webvpn");

        assertThat(connect(cookie, CLIENTS.client("alice")).status()).isEqualTo(401);
        assertThat(gateway.tryConnect(cookie).status()).as("none is shown").isEqualTo(200);
    }

    // ---- two certificates

    @Test
    @Requirement(103)
    void aSecondCertificateIsAskedForOfWhoHasSeveral() throws Exception {
        XmlReply request = init(alice, groupSelect("two"), MULTIPLE).xml();

        assertThat(request.count("//hash-algorithm")).isEqualTo(3);
        assertThat(List.of("sha256", "sha384", "sha512"))
                .allSatisfy(hash -> assertThat(request.count("//hash-algorithm[.='" + hash + "']"))
                        .isEqualTo(1));
        assertThat(request.at("/config-auth/random")).matches("[0-9a-f]{64}");
        assertThat(request.count("/config-auth/cert-authenticated")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = KeyKind.class,
            names = {"RSA_2048", "P_256"})
    @Requirement(104)
    void aSignatureOverTheExactRequestIsAccepted(KeyKind kind) throws Exception {
        Credential user = CLIENTS.issue(Request.client("alice").withKeyKind(kind));
        HttpConnection connection = connection(CLIENTS.client("machine"));
        HttpReply request = ask(connection);

        assertThat(answer(connection, request, user, request.body()).type()).isEqualTo("complete");
    }

    @Test
    @Requirement(105)
    void aSignatureOverAnythingElseIsRefused() throws Exception {
        HttpConnection connection = connection(CLIENTS.client("machine"));
        HttpReply request = ask(connection);
        byte[] changed = request.body().clone();
        changed[changed.length / 2] ^= 1;

        XmlReply reply = answer(connection, request, alice, changed);
        assertThat(reply.error()).isEqualTo("Certificate Validation Failure");
        assertThat(reply.hasForm()).isFalse();
    }

    @Test
    @Requirement(106)
    void aSignatureIsGoodForOneSignIn() throws Exception {
        HttpConnection connection = connection(CLIENTS.client("machine"));
        HttpReply first = ask(connection);
        assertThat(answer(connection, first, alice, first.body()).type()).isEqualTo("complete");

        HttpReply second = ask(connection);
        assertThat(answer(connection, second, alice, first.body()).error()).isEqualTo("Certificate Validation Failure");
    }

    private static HttpReply ask(HttpConnection connection) throws Exception {
        return connection.send(HttpRequest.post("/", ConfigAuth.bareInit(groupSelect("two"), MULTIPLE)));
    }

    private static XmlReply answer(HttpConnection connection, HttpReply request, Credential user, byte[] signed)
            throws Exception {
        boolean rsa = user.key().getAlgorithm().equals("RSA");
        Signature signer = Signature.getInstance(rsa ? "SHA512withRSA" : "SHA512withECDSA");
        signer.initSign(user.key());
        signer.update(signed);
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(user.certificate()));
        Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
        String body = """
                <?xml version="1.0" encoding="UTF-8"?>
                <config-auth client="vpn" type="auth-reply" aggregate-auth-version="2">
                <session-token/><session-id/>
                <opaque is-for="sg"><aggauth-handle>%s</aggauth-handle></opaque>
                <auth>
                <client-cert-chain cert-store="1M"><client-cert-sent-via-protocol/></client-cert-chain>
                <client-cert-chain cert-store="1U"><client-cert cert-format="pkcs7">%s</client-cert>
                <client-cert-auth-signature hash-algorithm-chosen="sha512">%s</client-cert-auth-signature>
                </client-cert-chain></auth>%s</config-auth>
                """.formatted(
                        request.xml().handle(),
                        lines.encodeToString(path.getEncoded("PKCS7")),
                        lines.encodeToString(signer.sign()),
                        MULTIPLE);
        return connection.send(HttpRequest.post("/", body)).xml();
    }

    private static HttpReply init(Credential credential, String... elements) throws Exception {
        return connection(credential).send(HttpRequest.post("/", ConfigAuth.bareInit(elements)));
    }

    private static HttpReply connect(String cookie, Credential credential) throws Exception {
        return connection(credential).send(TestGateway.tunnelRequest(cookie));
    }

    private static HttpConnection connection(Credential credential) throws Exception {
        return new HttpConnection(gateway.connectTls(TlsOptions.DEFAULT.withCertificate(credential)));
    }
}

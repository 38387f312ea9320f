package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsOptions;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.Request.Validity;
import io.sallyport.testcerts.TestAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter A of the checklist: client certificates in the handshake, and what the XML says of them. */
class ClientCertificateTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().withClientCertificates("");

    @Test
    @Requirement(9)
    void eachAuthorityIsNamedOnce() throws Exception {
        assertThat(gateway.connectTls(TlsOptions.DEFAULT.withVersions("TLSv1.2"))
                        .certificateRequest()
                        .orElseThrow()
                        .authorities())
                .containsExactly(TestGateway.CLIENTS.certificate().getSubjectX500Principal());
    }

    @Test
    @Requirement(11)
    void anExpiredCertificateIsRefusedWithWords() throws Exception {
        assertRefusedWithWords(TestGateway.CLIENTS.issue(Request.client("alice").withValidity(Validity.EXPIRED)));
    }

    @Test
    @Requirement(12)
    void aStrangersCertificateIsRefusedWithWords() throws Exception {
        assertRefusedWithWords(TestAuthority.create("Stranger").client("alice"));
    }

    @Test
    void aServersCertificateIsRefusedWithWords() throws Exception {
        assertRefusedWithWords(TestGateway.CLIENTS.server("alice"));
    }

    private static void assertRefusedWithWords(Credential credential) throws Exception {
        HttpReply reply = init(TlsOptions.DEFAULT.withCertificate(credential));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().type()).isEqualTo("auth-request");
        assertThat(reply.xml().error()).isEqualTo("Certificate Validation Failure");
        assertThat(reply.xml().hasForm()).isFalse();
    }

    @Test
    @Requirement(13)
    void whoShowsNoneIsAskedForAPassword() throws Exception {
        assertThat(init(TlsOptions.DEFAULT).xml().hasForm()).isTrue();
    }

    @Test
    void whoShowsAGoodOneIsAskedForAPasswordToo() throws Exception {
        assertThat(init(TlsOptions.DEFAULT.withCertificate(TestGateway.CLIENTS.client("alice")))
                        .xml()
                        .hasForm())
                .isTrue();
    }

    private static HttpReply init(TlsOptions options) throws Exception {
        return new HttpConnection(gateway.connectTls(options)).send(HttpRequest.post("/", ConfigAuth.init()));
    }
}

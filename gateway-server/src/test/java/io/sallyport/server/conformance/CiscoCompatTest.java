package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsClient;
import io.sallyport.server.testkit.TlsOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter A of the checklist: the switch for clients that cannot sign with RSA in TLS 1.3. */
class CiscoCompatTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().withClientCertificates(", cisco-compat: true");

    @Test
    @Requirement(18)
    void whoIsAskedForACertificateGetsTls12() throws Exception {
        TlsClient client = gateway.connectTls(TlsOptions.DEFAULT);

        assertThat(client.session().getProtocol()).isEqualTo("TLSv1.2");
        assertThat(client.certificateRequest()).isPresent();
    }
}

package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ClientHello;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.HandshakeMessage;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.RawConnection;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsClient;
import io.sallyport.server.testkit.TlsOptions;
import io.sallyport.server.testkit.TlsRecord;
import io.sallyport.server.testkit.Tunnel;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chapter A of the checklist, without client certificates: see {@link ClientCertificateTest}. */
class TlsTest {
    private static final TlsOptions TLS_1_2 = TlsOptions.DEFAULT.withVersions("TLSv1.2");
    private static final TlsOptions TLS_1_3 = TlsOptions.DEFAULT.withVersions("TLSv1.3");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard();

    @Test
    @Requirement(1)
    void theGatewayNeverSpeaksFirst() throws Exception {
        RawConnection silent = gateway.connectRaw();

        assertThat(silent.isSilentFor(Duration.ofSeconds(2))).isTrue();
    }

    @Test
    @Requirement(2)
    void aClientWithoutSessionGetsASuiteOfItsOwnAndAFreshSession() throws Exception {
        String suite = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

        TlsClient client = gateway.connectTls(TLS_1_2.withSuites(suite));

        assertThat(client.clientHello().sessionId()).isEmpty();
        assertThat(client.session().getCipherSuite()).isEqualTo(suite);
        assertThat(client.serverHello().sessionId()).hasSize(32);
        assertThat(client.serverHello().random())
                .hasSize(32)
                .isNotEqualTo(client.clientHello().random());
    }

    @Test
    @Requirement(3)
    void twoHandshakesHaveNothingInCommon() throws Exception {
        HandshakeMessage.Hello first = gateway.connectTls(TLS_1_2).serverHello();
        HandshakeMessage.Hello second = gateway.connectTls(TLS_1_2).serverHello();

        assertThat(first.sessionId()).isNotEqualTo(second.sessionId());
        assertThat(first.random()).isNotEqualTo(second.random());
    }

    @Test
    @Requirement(4)
    void theSessionIdOfATls13ClientComesBack() throws Exception {
        TlsClient client = gateway.connectTls(TLS_1_3);

        assertThat(client.session().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(client.clientHello().sessionId()).hasSize(32);
        assertThat(client.serverHello().sessionId())
                .isEqualTo(client.clientHello().sessionId());
    }

    @Test
    @Requirement(5)
    void aClientWithOnlyForbiddenSuitesIsTurnedAway() throws Exception {
        assertRefused(ClientHello.offering(ClientHello.RSA_3DES_SHA));
    }

    @Test
    @Requirement(7)
    void keyExchangeByRsaIsNotOffered() throws Exception {
        assertRefused(ClientHello.offering(ClientHello.RSA_AES128_SHA));
    }

    private static void assertRefused(byte[] hello) throws Exception {
        RawConnection connection = gateway.connectRaw();

        connection.send(hello);

        assertThat(connection.receive().orElseThrow().alertDescription()).isEqualTo(TlsRecord.HANDSHAKE_FAILURE);
        assertThat(connection.receive()).isEmpty();
    }

    @Test
    @Requirement(8)
    void diffieHellmanWithAnRsaCertificateWorks() throws Exception {
        TlsClient client = gateway.connectTls(TLS_1_2.withSuites("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"));

        assertThat(client.serverKeyExchange().orElseThrow().diffieHellmanPublic())
                .hasSizeBetween(250, 512);
        assertThat(new HttpConnection(client).send(HttpRequest.get("/")).status())
                .isEqualTo(200);
    }

    @Test
    @Requirement(10)
    void noCertificateIsAskedForUnlessConfigured() throws Exception {
        assertThat(gateway.connectTls(TLS_1_2).certificateRequest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @Requirement(14)
    void aClientMayLeaveBecauseItDoesNotTrustUs(String version) throws Exception {
        int before = gateway.log().complaints().size();
        long failures = gateway.metric("sallyport_handshakes_total{outcome=\"failed\"}");

        assertThatThrownBy(() -> gateway.connectTls(
                        TlsOptions.DEFAULT.withVersions(version).withoutTrust()))
                .isInstanceOf(SSLException.class);

        Eventually.holds(
                "the handshake has failed",
                () -> gateway.metric("sallyport_handshakes_total{outcome=\"failed\"}") > failures);
        assertThat(gateway.log().complaints()).hasSize(before);
    }

    @Test
    @Requirement(15)
    void http11IsChosenBeforeHttp2() throws Exception {
        assertThat(gateway.connectTls(TlsOptions.DEFAULT.withAlpn("h2", "http/1.1"))
                        .alpn())
                .isEqualTo("http/1.1");
    }

    @Test
    @Requirement(16)
    void aClientWithoutAlpnIsServed() throws Exception {
        TlsClient client = gateway.connectTls(TlsOptions.DEFAULT);

        assertThat(client.alpn()).isEmpty();
        assertThat(new HttpConnection(client).send(HttpRequest.get("/")).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown.example.org", "xn--nxasmq6b.example"})
    @Requirement(17)
    void anyServerNameIsShownTheDefaultCertificate(String name) throws Exception {
        TlsOptions options = name.isEmpty() ? TlsOptions.DEFAULT : TlsOptions.DEFAULT.withServerName(name);

        TlsClient client = gateway.connectTls(options);

        assertThat(client.session().getPeerCertificates()[0])
                .isEqualTo(gateway.certificate().certificate());
    }

    @Test
    @Requirement(22)
    void connectComesOnAnotherConnectionThanTheSignIn() throws Exception {
        String cookie = gateway.signIn(); // closes its connection

        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(200);
    }

    @Test
    @Requirement(23)
    void twoConnectionsOfOneSignInAreBothServed() throws Exception {
        HttpConnection first = gateway.connect();
        HttpConnection second = gateway.connect();
        String handle =
                first.send(HttpRequest.post("/", ConfigAuth.init())).xml().handle();

        HttpReply complete =
                second.send(HttpRequest.post("/", ConfigAuth.reply(handle, TestGateway.USER, TestGateway.PASSWORD)));

        assertThat(complete.xml().type()).isEqualTo("complete");
        assertThat(first.send(HttpRequest.get("/")).status()).isEqualTo(200);
        try (Tunnel tunnel = gateway.tunnelOn(first, complete.cookieValue("webvpn"))) {
            assertThat(tunnel.answers("here")).isTrue();
        }
    }
}

package io.sallyport.server.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.Eventually;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.HexFormat;
import javax.net.ssl.ExtendedSSLSession;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UDPTransport;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The key of DTLS, which both ends take from the TLS connection of CONNECT and none of them sends: if they did not have the
 * same, the handshake with it would not end.
 */
class ExporterTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int APP_ID = 48_018;
    private static final byte DPD_REQUEST = 3;
    private static final byte DPD_RESPONSE = 4;
    private static final String[] DTLS = {
        "X-CSTP-Version: 1",
        "X-CSTP-Base-MTU: 1500",
        "X-DTLS-Master-Secret: " + "5A".repeat(48),
        "X-DTLS-CipherSuite: PSK-NEGOTIATE:AES128-SHA"
    };

    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().withUdp();

    private final TlsCrypto crypto =
            new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom());

    @Test
    @Requirement(19)
    void tls13GivesBothEndsTheSameKey() throws Exception {
        assertSameKey("TLSv1.3");
    }

    @Test
    @Requirement(20)
    void tls12WithExtendedMasterSecretGivesBothEndsTheSameKey() throws Exception {
        assertSameKey("TLSv1.2");
    }

    private void assertSameKey(String version) throws Exception {
        HttpConnection connection = new HttpConnection(gateway.connectTls(TlsOptions.DEFAULT.withVersions(version)));
        HttpReply reply = connection.send(TestGateway.tunnelRequest(gateway.signIn(), DTLS));
        assertThat(connection.tls().session().getProtocol()).isEqualTo(version);
        assertThat(reply.one("X-DTLS-CipherSuite")).contains("PSK-NEGOTIATE");
        byte[] id = HexFormat.of().parseHex(reply.one("X-DTLS-App-ID").orElseThrow());
        byte[] key = ((ExtendedSSLSession) connection.tls().session())
                .exportKeyingMaterialData("EXPORTER-openconnect-psk", null, 32);

        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(gateway.udpAddress());
            DTLSTransport dtls =
                    new DTLSClientProtocol().connect(new Negotiating(crypto, id, key), new UDPTransport(socket, 1500));

            Eventually.holds("a probe is answered", () -> answersProbe(dtls));
        }
    }

    private static boolean answersProbe(DTLSTransport dtls) throws IOException {
        dtls.send(new byte[] {DPD_REQUEST, 'h', 'i'}, 0, 3);
        byte[] answer = new byte[100];
        int length = dtls.receive(answer, 0, answer.length, 500);
        return Arrays.equals(Arrays.copyOf(answer, Math.max(0, length)), new byte[] {DPD_RESPONSE, 'h', 'i'});
    }

    /** By Bouncy Castle's client: the JDK leaves the extension away for all of a process or for nobody. */
    @Test
    @Requirement(21)
    void tls12WithoutExtendedMasterSecretGivesNone() throws Exception {
        HttpRequest request = TestGateway.tunnelRequest(gateway.signIn(), DTLS);
        try (Socket socket =
                new Socket(gateway.address().getAddress(), gateway.address().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            TlsClientProtocol tls = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
            tls.connect(new Unbound(crypto));

            tls.getOutputStream().write(request.bytes());

            assertThat(head(tls.getInputStream()))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nX-DTLS-CipherSuite: AES128-SHA\r\n", "\r\nX-DTLS-Session-ID: ")
                    .doesNotContain("PSK-NEGOTIATE", "X-DTLS-App-ID");
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            assertThat(next).as("closed behind: %s", head).isNotNegative();
            head.append(new String(new byte[] {(byte) next}, ISO_8859_1));
        }
        return head.toString();
    }

    /** As openconnect 7.x: the id in an extension. */
    private static final class Negotiating extends PSKTlsClient {
        private final byte[] id;

        Negotiating(TlsCrypto crypto, byte[] id, byte[] key) {
            super(crypto, new BasicTlsPSKIdentity("psk".getBytes(StandardCharsets.US_ASCII), key));
            this.id = id;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256};
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return PATIENCE_MILLIS;
        }

        @Override
        public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
            @SuppressWarnings("unchecked") // so its documentation says
            Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
            byte[] data = new byte[id.length + 1];
            data[0] = (byte) id.length;
            System.arraycopy(id, 0, data, 1, id.length);
            extensions.put(APP_ID, data);
            return extensions;
        }
    }

    /** TLS 1.2 whose master secret is not bound to its handshake. */
    private static final class Unbound extends DefaultTlsClient {
        Unbound(TlsCrypto crypto) {
            super(crypto);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.TLSv12.only();
        }

        @Override
        public boolean shouldUseExtendedMasterSecret() {
            return false;
        }

        @Override
        public TlsAuthentication getAuthentication() {
            return new ServerOnlyTlsAuthentication() {
                @Override
                public void notifyServerCertificate(TlsServerCertificate certificate) {
                    // Any will do.
                }
            };
        }
    }
}

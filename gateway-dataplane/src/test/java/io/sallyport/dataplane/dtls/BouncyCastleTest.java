package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records against another implementation: Bouncy Castle does the handshake of both ends, then its server steps aside. */
class BouncyCastleTest {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final byte[] PSK = new byte[32];

    // Its own ciphers, not the JDK's: two implementations are what this is about.
    private final TlsCrypto crypto =
            new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom());

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "TLS_PSK_WITH_AES_128_GCM_SHA256, 00A8, DTLS_1_2, AES_128_GCM",
        "TLS_PSK_WITH_AES_256_GCM_SHA384, 00A9, DTLS_1_2, AES_256_GCM",
        "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256, CCAB, DTLS_1_2, CHACHA20_POLY1305",
        "TLS_PSK_WITH_AES_128_CBC_SHA in DTLS 1.2, 008C, DTLS_1_2, AES_128_CBC_SHA1",
        "TLS_PSK_WITH_AES_256_CBC_SHA in DTLS 1.0, 008D, DTLS_1_0, AES_256_CBC_SHA1",
        "TLS_PSK_WITH_AES_128_CBC_SHA256, 00AE, DTLS_1_2, AES_128_CBC_SHA256",
    })
    void exchangesRecords(String name, String suite, DtlsVersion version, Protection protection) throws Exception {
        Queues clientEnd = new Queues();
        Queues serverEnd = clientEnd.otherEnd();
        int number = Integer.parseInt(suite, 16);
        assertThat(Protection.ofSuite(number)).contains(protection);
        Server server = new Server(crypto, number, version);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<DTLSTransport> client = threads.submit(
                    () -> new DTLSClientProtocol().connect(new Client(crypto, number, version), clientEnd));
            new DTLSServerProtocol().accept(server, serverEnd);
            DTLSTransport transport = client.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);

            exchange(server.keys(version, protection), transport, serverEnd);
        }
    }

    private static void exchange(RecordKeys keys, DTLSTransport client, Queues serverEnd) throws Exception {
        MisfitCounters misfits = new MisfitCounters();
        Association association = Keys.association(keys, misfits);
        Keys.Heard heard = new Keys.Heard();
        for (int length = 1; length < 200; length++) {
            byte[] content = new byte[length];
            Arrays.fill(content, (byte) length);

            client.send(content, 0, length);
            assertThat(heard.open(association, serverEnd.next())).isTrue();
            assertThat(heard.data.getLast()).isEqualTo(content);

            byte[] record = Keys.seal(association, content);
            serverEnd.send(record, 0, record.length);
            byte[] received = new byte[300];
            assertThat(client.receive(received, 0, received.length, PATIENCE_MILLIS))
                    .isEqualTo(length);
            assertThat(Arrays.copyOf(received, length)).isEqualTo(content);
        }

        client.close();
        heard.open(association, serverEnd.next());
        assertThat(heard.closed).isEqualTo(1);
    }

    @Test
    void saysGoodbye() throws Exception {
        Queues clientEnd = new Queues();
        Queues serverEnd = clientEnd.otherEnd();
        Server server = new Server(crypto, 0x00A8, DtlsVersion.DTLS_1_2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<DTLSTransport> client = threads.submit(() ->
                    new DTLSClientProtocol().connect(new Client(crypto, 0x00A8, DtlsVersion.DTLS_1_2), clientEnd));
            new DTLSServerProtocol().accept(server, serverEnd);
            DTLSTransport transport = client.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            Association association =
                    Keys.association(server.keys(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM), new MisfitCounters());
            byte[] goodbye = new byte[100];

            serverEnd.send(goodbye, 0, association.sealCloseNotify(goodbye, 0));

            assertThat(transport.receive(new byte[300], 0, 300, 100)).isEqualTo(-1);
            byte[] answer = serverEnd.next(); // RFC 5246, section 7.2.1: close_notify is answered with close_notify
            Keys.Heard heard = new Keys.Heard();
            heard.open(association, answer);
            assertThat(heard.closed).isEqualTo(1);
        }
    }

    private static final class Client extends PSKTlsClient {
        private final int suite;
        private final DtlsVersion version;

        Client(TlsCrypto crypto, int suite, DtlsVersion version) {
            super(crypto, new BasicTlsPSKIdentity("psk", PSK));
            this.suite = suite;
            this.version = version;
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {suite};
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return versions(version);
        }
    }

    private static final class Server extends PSKTlsServer {
        private final int suite;
        private final DtlsVersion version;
        private byte[] keyBlock = new byte[0];

        Server(TlsCrypto crypto, int suite, DtlsVersion version) {
            super(crypto, new TlsPSKIdentityManager() {
                @Override
                public byte[] getHint() {
                    return new byte[0];
                }

                @Override
                public byte[] getPSK(byte[] identity) {
                    return PSK;
                }
            });
            this.suite = suite;
            this.version = version;
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {suite};
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return versions(version);
        }

        @Override
        protected boolean allowEncryptThenMAC() {
            return false;
        }

        @Override
        public void notifyHandshakeComplete() throws IOException {
            super.notifyHandshakeComplete();
            SecurityParameters parameters = context.getSecurityParametersConnection();
            byte[] seed = LegacyPrf.join(parameters.getServerRandom(), parameters.getClientRandom());
            keyBlock = parameters
                    .getMasterSecret()
                    .deriveUsingPRF(parameters.getPRFAlgorithm(), ExporterLabel.key_expansion, seed, 200)
                    .extract();
        }

        RecordKeys keys(DtlsVersion negotiated, Protection protection) {
            return RecordKeys.ofServer(negotiated, protection, keyBlock);
        }
    }

    private static ProtocolVersion[] versions(DtlsVersion version) {
        return (version == DtlsVersion.DTLS_1_2 ? ProtocolVersion.DTLSv12 : ProtocolVersion.DTLSv10).only();
    }

    /** One end of a wire that loses nothing. */
    private static final class Queues implements DatagramTransport {
        private final BlockingQueue<byte[]> in;
        private final BlockingQueue<byte[]> out;

        Queues() {
            this(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());
        }

        private Queues(BlockingQueue<byte[]> in, BlockingQueue<byte[]> out) {
            this.in = in;
            this.out = out;
        }

        Queues otherEnd() {
            return new Queues(out, in);
        }

        byte[] next() throws InterruptedException {
            byte[] datagram = in.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(datagram).as("a datagram in time").isNotNull();
            return datagram;
        }

        @Override
        public int getReceiveLimit() {
            return 1500;
        }

        @Override
        public int getSendLimit() {
            return 1500;
        }

        @Override
        public int receive(byte[] bytes, int offset, int length, int waitMillis) throws IOException {
            try {
                byte[] datagram = in.poll(waitMillis, TimeUnit.MILLISECONDS);
                if (datagram == null) {
                    return -1;
                }
                System.arraycopy(datagram, 0, bytes, offset, datagram.length);
                return datagram.length;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void send(byte[] bytes, int offset, int length) {
            out.add(Arrays.copyOfRange(bytes, offset, offset + length));
        }

        @Override
        public void close() {
            // The queues outlive both ends.
        }
    }
}

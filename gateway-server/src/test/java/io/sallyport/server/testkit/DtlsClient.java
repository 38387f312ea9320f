package io.sallyport.server.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.UDPTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;

/** The UDP side of a tunnel, by Bouncy Castle's client: it resumes the session that the answer to CONNECT names. */
public final class DtlsClient implements AutoCloseable {
    private static final String MASTER_SECRET = "5A".repeat(48);
    private static final int LARGEST_DATAGRAM = 2000;
    private static final int PATIENCE_MILLIS = Math.toIntExact(Eventually.PATIENCE.toMillis());

    private final DatagramSocket socket;
    private final Resuming client;
    private final DTLSTransport transport;

    /**
     * CONNECT of a Cisco client, which names its suite and has a smaller MTU when there is no DTLS; with no limit to packets
     * but what its path carries.
     */
    static String[] connectHeaders(String... more) {
        String[] headers = {
            "User-Agent: AnyConnect Windows 4.10.08029",
            "X-CSTP-Version: 1",
            "X-CSTP-Base-MTU: 1500",
            "X-CSTP-Address-Type: IPv4",
            "X-DTLS-Master-Secret: " + MASTER_SECRET,
            "X-DTLS12-CipherSuite: AES128-GCM-SHA256"
        };
        String[] all = Arrays.copyOf(headers, headers.length + more.length);
        System.arraycopy(more, 0, all, headers.length, more.length);
        return all;
    }

    /** Returns when the handshake is done; fails if it takes too long, or {@code socket} is closed meanwhile. */
    DtlsClient(DatagramSocket socket, InetSocketAddress gateway, HttpReply reply) throws IOException {
        this.socket = socket;
        socket.connect(gateway);
        client = new Resuming(
                HexFormat.of().parseHex(reply.one("X-DTLS-Session-ID").orElseThrow()));
        transport = new DTLSClientProtocol().connect(client, new UDPTransport(socket, LARGEST_DATAGRAM));
    }

    /** Sends a frame: its type, then its payload, in a datagram of its own. */
    public void send(Frame frame) throws IOException {
        byte[] bytes = new byte[1 + frame.payload().length];
        bytes[0] = (byte) frame.type();
        System.arraycopy(frame.payload(), 0, bytes, 1, frame.payload().length);
        transport.send(bytes, 0, bytes.length);
    }

    /** Waits for the next frame. */
    public Frame receive() throws IOException {
        byte[] bytes = new byte[LARGEST_DATAGRAM];
        int length = transport.receive(bytes, 0, bytes.length, PATIENCE_MILLIS);
        if (length < 1) {
            throw new AssertionError("no frame has come");
        }
        return new Frame(bytes[0] & 0xFF, Arrays.copyOfRange(bytes, 1, length));
    }

    /** Waits until the gateway says that there will be no more. */
    public void awaitClose() throws IOException {
        byte[] bytes = new byte[LARGEST_DATAGRAM];
        long deadline = System.nanoTime() + Eventually.PATIENCE.toNanos();
        try {
            while (client.closed.getCount() > 0) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new AssertionError("no close_notify has come");
                }
                transport.receive(bytes, 0, bytes.length, 100);
            }
        } catch (SocketException e) {
            if (client.closed.getCount() > 0) { // if not: it is how Bouncy Castle ends, once it has told us
                throw e;
            }
        }
    }

    /** Falls silent, without a word. */
    @Override
    public void close() {
        socket.close();
    }

    private static final class Resuming extends ResumingTlsClient {
        private final CountDownLatch closed = new CountDownLatch(1);

        Resuming(byte[] id) {
            super(
                    new JcaTlsCryptoProvider()
                            .setProvider(new BouncyCastleProvider())
                            .create(new SecureRandom()),
                    CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
                    id,
                    HexFormat.of().parseHex(MASTER_SECRET));
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return PATIENCE_MILLIS;
        }

        @Override
        public void notifyAlertReceived(short level, short description) {
            if (description == AlertDescription.close_notify) {
                closed.countDown();
            }
        }
    }
}

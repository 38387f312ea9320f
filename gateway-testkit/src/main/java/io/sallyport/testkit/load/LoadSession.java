package io.sallyport.testkit.load;

import io.sallyport.testkit.cstp.ClientFailure;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.HttpReply;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;

/**
 * One session of a {@link LoadClient}: its tunnel stays, answers probes, and carries {@link Traffic} if it is told to. Any
 * thread may use it.
 */
public final class LoadSession {
    private static final int MASTER_SECRET_LENGTH = 48;
    private static final int FIRST_PORT = 20_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final DtlsLoop loop;
    private final TlsLink tls;
    private final Optional<DtlsLink> dtls;
    private final int address;
    private final int mtu;
    private final AtomicBoolean open;
    private int nextPort = FIRST_PORT;
    private @Nullable Flow flow;

    private LoadSession(
            DtlsLoop loop, TlsLink tls, Optional<DtlsLink> dtls, HttpReply reply, int mtu, AtomicBoolean open) {
        this.loop = loop;
        this.tls = tls;
        this.dtls = dtls;
        this.address = ByteBuffer.wrap(
                        InetAddress.ofLiteral(header(reply, "X-CSTP-Address")).getAddress())
                .getInt();
        this.mtu = mtu;
        this.open = open;
    }

    /**
     * Opens the tunnel of a session, and its DTLS channel if {@code carrier} says so.
     *
     * @throws IOException if the way to the headend fails
     * @throws ClientFailure if the headend refuses
     */
    static LoadSession open(CstpClient client, String cookie, Carrier carrier, DtlsLoop loop, Inside inside)
            throws IOException {
        byte[] masterSecret = new byte[MASTER_SECRET_LENGTH];
        RANDOM.nextBytes(masterSecret);
        TlsConnection connection = client.open();
        try {
            HttpReply reply = client.requestTunnel(connection, cookie, wishes(carrier, masterSecret));
            if (reply.status() != 200) {
                throw new ClientFailure("CONNECT refused: " + reply.head());
            }
            AtomicBoolean open = new AtomicBoolean(true);
            Optional<DtlsLink> dtls = carrier == Carrier.DTLS
                    ? Optional.of(openDtls(client, reply, masterSecret, loop, inside))
                    : Optional.empty();
            TlsLink tls = new TlsLink(connection, () -> open.set(false));
            tls.start();
            int mtu = Integer.parseInt(header(reply, carrier == Carrier.DTLS ? "X-DTLS-MTU" : "X-CSTP-MTU"));
            return new LoadSession(loop, tls, dtls, reply, mtu, open);
        } catch (IOException | ClientFailure e) {
            connection.drop();
            throw e;
        }
    }

    private static List<String> wishes(Carrier carrier, byte[] masterSecret) {
        List<String> lines = new ArrayList<>();
        if (carrier == Carrier.DTLS) {
            lines.add("X-DTLS-Master-Secret: " + HexFormat.of().withUpperCase().formatHex(masterSecret));
            lines.add("X-DTLS-CipherSuite: " + ResumingClient.SUITE_NAME);
        }
        return lines;
    }

    private static DtlsLink openDtls(
            CstpClient client, HttpReply reply, byte[] masterSecret, DtlsLoop loop, Inside inside) throws IOException {
        byte[] id = HexFormat.of().parseHex(header(reply, "X-DTLS-Session-ID"));
        int port = Integer.parseInt(header(reply, "X-DTLS-Port"));
        int fd = loop.openSocket(inside);
        DtlsLink link = new DtlsLink(loop, fd, new InetSocketAddress(client.to().getAddress(), port));
        try {
            link.shakeHands(new JcaTlsCryptoProvider().create(RANDOM), id, masterSecret);
            return link;
        } catch (IOException e) {
            loop.execute(link::close);
            throw new ClientFailure("DTLS handshake: " + e.getMessage(), e);
        }
    }

    private static String header(HttpReply reply, String name) {
        return reply.value(name).orElseThrow(() -> new ClientFailure("no " + name + " in: " + reply.head()));
    }

    /** Whether its TLS channel lives. */
    public boolean isOpen() {
        return open.get();
    }

    /** Bytes that a data packet of the traffic carries as its UDP payload. */
    public int payloadLength() {
        return mtu - InnerPacket.HEADERS_LENGTH;
    }

    /** Data packets that have reached their end of the tunnel since {@link #begin}. */
    public synchronized long carried() {
        return flow == null ? 0 : flow.carried();
    }

    /** Begins to move traffic, as fast as it goes, until {@link #end}. */
    public synchronized void begin(Traffic traffic) throws IOException {
        end();
        int port = nextPort++;
        if (dtls.isPresent()) {
            Flow begun = new Flow(dtls.get(), traffic, loop.queue(), address, port, mtu);
            flow = begun;
            loop.execute(() -> dtls.get().begin(begun));
        } else {
            flow = tls.begin(traffic, address, port, mtu);
        }
    }

    /** Moves nothing any more; the tunnel stays. */
    public synchronized void end() {
        flow = null;
        if (dtls.isPresent()) {
            loop.execute(() -> dtls.get().endFlow());
        } else {
            tls.endFlow();
        }
    }

    /** Called every {@link Flow#TICK_MILLIS}; the DTLS loop ticks by itself. */
    void tick() {
        try {
            tls.tick();
        } catch (IOException e) {
            open.set(false);
        }
    }

    /** Cuts the tunnel off without a word: the session lives on at the headend. */
    void drop() throws IOException {
        dtls.ifPresent(link -> loop.execute(link::close));
        tls.drop();
    }
}

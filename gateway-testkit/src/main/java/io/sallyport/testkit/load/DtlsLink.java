package io.sallyport.testkit.load;

import io.netty.channel.IoRegistration;
import io.sallyport.dataplane.dtls.Association;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.ClientSockets.Recipient;
import io.sallyport.dataplane.udp.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.jspecify.annotations.Nullable;

/** The DTLS channel of a session: one socket, one association. Confined to the loop, but for the handshake. */
final class DtlsLink implements Flow.Link, Association.Receiver {
    private static final byte DATA = 0;
    private static final byte DPD_REQUEST = 3;
    private static final byte DPD_RESPONSE = 4;

    private final DtlsLoop loop;
    private final ClientSockets sockets;
    private final int fd;
    private final Recipient headend;
    private final HandshakeDatagrams handshake = new HandshakeDatagrams(this::sendFromHandshake);
    private final IoRegistration registration;
    private @Nullable Association association;
    private @Nullable Flow flow;
    private boolean closed;

    /** @param fd of an open socket, which is closed with this */
    DtlsLink(DtlsLoop loop, int fd, InetSocketAddress headend) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.fd = fd;
        this.headend = Recipient.of(headend);
        this.registration = loop.watch(fd, this::readable);
    }

    /**
     * Shakes hands, on the thread that calls.
     *
     * @throws IOException if it fails or takes too long
     */
    void shakeHands(TlsCrypto crypto, byte[] id, byte[] masterSecret) throws IOException {
        ResumingClient client = new ResumingClient(crypto, id, masterSecret);
        new DTLSClientProtocol().connect(client, handshake);
        List<byte[]> flight = handshake.lastFlight();
        long next = handshake.nextSequence();
        loop.execute(() -> {
            Established established = new Established(client.keys(), next, flight, handshake.unread());
            association = new Association(established, new MisfitCounters(), loop.scratch(), 0, System.nanoTime());
            established.unread().forEach(datagram -> open(datagram, 0, datagram.length));
            loop.endBatch();
        });
    }

    private void sendFromHandshake(byte[] datagram) {
        loop.execute(() -> {
            sendDatagram(datagram);
            sockets.flush();
        });
    }

    private void sendDatagram(byte[] datagram) {
        int at = sockets.room(fd, datagram.length);
        System.arraycopy(datagram, 0, sockets.bytes(), at, datagram.length);
        sockets.commit(headend, datagram.length);
    }

    private void readable() {
        sockets.read(fd, this::datagram);
        loop.endBatch();
    }

    private void datagram(byte[] bytes, int offset, int length, Endpoint source) {
        open(bytes, offset, length);
    }

    private void open(byte[] bytes, int offset, int length) {
        if (association == null) {
            handshake.put(bytes, offset, length);
        } else {
            association.open(bytes, offset, length, System.nanoTime(), this);
        }
    }

    // ---- traffic

    void begin(Flow begun) {
        flow = begun;
        loop.add(begun);
        begun.begin();
        loop.endBatch();
    }

    void endFlow() {
        if (flow != null) {
            loop.remove(flow);
            flow.end();
            flow = null;
        }
    }

    @Override
    public void send(byte[] packet, int times) {
        for (int i = 0; i < times; i++) {
            seal(packet, InnerPacket.FRONT - 1, packet.length - InnerPacket.FRONT + 1);
        }
    }

    private void seal(byte[] bytes, int offset, int length) {
        if (association != null && !closed) {
            int at = sockets.room(fd, association.datagramLength(length));
            sockets.commit(headend, association.seal(bytes, offset, length, sockets.bytes(), at));
        }
    }

    // ---- what the headend says

    @Override
    public void genuine(boolean newest) {
        // The headend does not move.
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
        if (bytes[offset] == DATA && flow != null) {
            flow.packet(bytes, offset + 1, length - 1);
        } else if (bytes[offset] == DPD_REQUEST) {
            byte[] answer = {DPD_RESPONSE};
            seal(answer, 0, answer.length);
        }
    }

    @Override
    public void missed(List<byte[]> lastFlight) {
        lastFlight.forEach(this::sendDatagram);
    }

    @Override
    public void closed() {
        association = null;
    }

    boolean isOpen() {
        return association != null;
    }

    void close() {
        if (!closed) {
            closed = true;
            endFlow();
            registration.cancel();
            sockets.close(fd);
        }
    }
}

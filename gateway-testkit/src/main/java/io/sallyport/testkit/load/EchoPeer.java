package io.sallyport.testkit.load;

import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.ClientSockets.Recipient;
import io.sallyport.dataplane.udp.Endpoint;
import io.sallyport.dataplane.udp.UdpUnavailable;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A host behind the gateway that sends datagrams back as they came. What comes in one batch goes back in one, so that the
 * kernel may hand it to the gateway as one super-packet. A datagram longer than the way allows is lost.
 */
public final class EchoPeer implements AutoCloseable {
    private final SocketLoop loop;
    private final ClientSockets sockets;
    private final int fd;
    private @Nullable Recipient recipient;

    private EchoPeer(SocketLoop loop, int fd) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.fd = fd;
    }

    /**
     * Listens until it is closed.
     *
     * @param inside runs what opens the socket, which may be in another network namespace
     * @param address of either family; port 0 lets the kernel choose
     */
    public static EchoPeer listen(Inside inside, InetSocketAddress address) throws UdpUnavailable {
        SocketLoop loop = new SocketLoop("echo-peer");
        try {
            EchoPeer peer = new EchoPeer(loop, inside.open(loop.sockets(), address));
            loop.watch(peer.fd, peer::readable);
            return peer;
        } catch (UdpUnavailable e) {
            loop.close();
            throw e;
        }
    }

    /** Where it listens. */
    public int port() {
        return sockets.port(fd);
    }

    private void readable() {
        sockets.read(fd, this::datagram);
        sockets.flush();
    }

    private void datagram(byte[] bytes, int offset, int length, Endpoint source) {
        int at = sockets.room(fd, length);
        System.arraycopy(bytes, offset, sockets.bytes(), at, length);
        sockets.commit(to(source), length);
    }

    /** The same object for a run of datagrams of one source: only then they leave as one. */
    private Recipient to(Endpoint source) {
        Recipient last = recipient;
        if (last == null || !last.endpoint().equals(source)) {
            last = Recipient.of(source);
            recipient = last;
        }
        return last;
    }

    @Override
    public void close() {
        loop.close();
    }
}

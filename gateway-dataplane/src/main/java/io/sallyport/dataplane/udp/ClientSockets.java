package io.sallyport.dataplane.udp;

import java.lang.foreign.Arena;
import java.net.InetSocketAddress;

/**
 * UDP sockets of those who talk to gateways, each with a port of its own; owned by one thread. They share the memory of
 * their batches, so that thousands cost a descriptor each, and read and send as a worker's socket does.
 *
 * <p>{@link #open} and {@link #close(int)} may be called by any thread: a socket belongs to the network namespace of the
 * thread that opens it.
 */
public final class ClientSockets implements AutoCloseable {
    /** Whom datagrams go to; those to the same object, one behind the other and of one length, leave in one message. */
    public static final class Recipient implements Destination {
        private final Endpoint endpoint;

        private Recipient(Endpoint endpoint) {
            this.endpoint = endpoint;
        }

        /** Who has sent something. */
        public static Recipient of(Endpoint source) {
            return new Recipient(source.copy());
        }

        public static Recipient of(InetSocketAddress address) {
            return new Recipient(Endpoint.of(address));
        }

        @Override
        public Endpoint endpoint() {
            return endpoint;
        }

        @Override
        public void tooBig(int largestDatagram) {
            // It is lost and counted; whoever measures chooses his sizes himself.
        }
    }

    private final Arena arena = Arena.ofShared();
    private final UdpCounters counters = new UdpCounters();
    private final SocketCalls calls = new SocketCalls(arena);
    private final SocketDescriptors opening = new SocketDescriptors(new SocketCalls(arena), arena);
    private final SocketDescriptors descriptors = new SocketDescriptors(calls, arena);
    private final DatagramReader reader = new DatagramReader(-1, calls, arena);
    private final DatagramWriter writer =
            new DatagramWriter(-1, calls, arena, counters, /* segmenting= */ true, descriptors::pathLimit);

    /**
     * Opens a socket.
     *
     * @param address port 0 lets the kernel choose
     * @return its descriptor
     */
    public synchronized int open(InetSocketAddress address) throws UdpUnavailable {
        return opening.open(address, /* shared= */ false);
    }

    public synchronized void close(int fd) {
        opening.close(fd);
    }

    /** The port of an open socket. */
    public synchronized int port(int fd) {
        return opening.port(fd);
    }

    /** What has happened to the datagrams of all of them. */
    public UdpCounters counters() {
        return counters;
    }

    /**
     * Reads once.
     *
     * @return datagrams handed over; 0 if there are none now
     */
    public int read(int fd, DatagramReceiver receiver) {
        reader.use(fd);
        int datagrams = reader.read(receiver);
        counters.add(UdpCounters.Event.RECEIVED, datagrams);
        return datagrams;
    }

    /** Where datagrams are written. */
    public byte[] bytes() {
        return writer.bytes();
    }

    /**
     * Makes room for one datagram of up to {@code length} bytes that leaves by {@code fd}.
     *
     * @return where it is to be written in {@link #bytes}
     */
    public int room(int fd, int length) {
        writer.use(fd);
        return writer.room(length);
    }

    /** Takes the datagram that has been written at the place that {@link #room} named. It leaves with {@link #flush}. */
    public void commit(Recipient recipient, int length) {
        writer.commit(recipient, length);
    }

    /** Sends off all that waits. */
    public void flush() {
        writer.flush();
    }

    /** The sockets are closed one by one before. */
    @Override
    public void close() {
        arena.close();
    }
}

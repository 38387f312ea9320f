package io.sallyport.dataplane.udp;

import java.lang.foreign.Arena;
import java.net.InetSocketAddress;

/**
 * One worker's UDP socket on a port that all workers share, with the memory of its batches; owned by that worker.
 *
 * <p>{@link #close} comes from elsewhere, when the worker has stopped.
 */
final class UdpSocket implements AutoCloseable {
    private final Arena arena = Arena.ofShared(); // opened by one thread, used by another
    private final SocketCalls calls = new SocketCalls(arena);
    private final SocketDescriptors descriptors = new SocketDescriptors(calls, arena);
    private final int fd;
    private final DatagramReader reader;
    private final DatagramWriter writer;

    private UdpSocket(UdpCounters counters, InetSocketAddress address, boolean shared) throws UdpUnavailable {
        try {
            fd = descriptors.open(address, shared);
        } catch (UdpUnavailable e) {
            arena.close();
            throw e;
        }
        reader = new DatagramReader(fd, calls, arena);
        writer = new DatagramWriter(fd, calls, arena, counters, descriptors.canSegment(fd), descriptors::pathLimit);
    }

    /**
     * Opens a socket that shares its port with others that are opened like it.
     *
     * @param address port 0 lets the kernel choose
     */
    static UdpSocket open(InetSocketAddress address, UdpCounters counters) throws UdpUnavailable {
        return new UdpSocket(counters, address, true);
    }

    /**
     * The address, with its port, after it has been ours alone for a moment: sockets that share one would share it with those
     * of another process, too.
     */
    static InetSocketAddress claim(InetSocketAddress address) throws UdpUnavailable {
        try (UdpSocket alone = new UdpSocket(new UdpCounters(), address, false)) {
            return new InetSocketAddress(address.getAddress(), alone.port());
        }
    }

    int fd() {
        return fd;
    }

    DatagramReader reader() {
        return reader;
    }

    DatagramWriter writer() {
        return writer;
    }

    int port() {
        return descriptors.port(fd);
    }

    /** Bytes of the largest datagram that gets through to an address, as far as the kernel knows at this moment. */
    int pathLimit(Endpoint endpoint) {
        return descriptors.pathLimit(endpoint);
    }

    @Override
    public void close() {
        calls.close(fd);
        arena.close();
    }
}

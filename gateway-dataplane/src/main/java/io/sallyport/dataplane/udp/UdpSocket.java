package io.sallyport.dataplane.udp;

import static io.sallyport.dataplane.udp.MessageLayout.ADDRESS_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.AF_INET6;
import static io.sallyport.dataplane.udp.MessageLayout.SOL_IPV6;
import static io.sallyport.dataplane.udp.MessageLayout.SOL_UDP;
import static io.sallyport.dataplane.udp.MessageLayout.UDP_GRO;
import static io.sallyport.dataplane.udp.MessageLayout.UDP_SEGMENT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One worker's UDP socket on a port that all workers share: non-blocking, for both families, never fragmenting.
 *
 * <p>Confined to its worker, but for {@link #close}, which comes when the worker has stopped.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
 */
final class UdpSocket implements AutoCloseable {
    private static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x8_0000;
    private static final int SOL_IP = 0;
    private static final int SOL_SOCKET = 1;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int IP_MTU = 14;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_MTU = 24;
    private static final int IPV6_V6ONLY = 26;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int PMTUDISC_DO = 2; // the same in both families

    private static final int BUFFER_LENGTH = 4 * 1024 * 1024;
    private static final int IPV4_AND_UDP_LENGTH = 28;
    private static final int IPV6_AND_UDP_LENGTH = 48;
    private static final int LARGEST_DATAGRAM = 65_507;

    private final Arena arena = Arena.ofShared(); // opened by one thread, used by another
    private final SocketCalls calls = new SocketCalls(arena);
    private final MemorySegment small = arena.allocate(64, 8);
    private final int fd;
    private final DatagramReader reader;
    private final DatagramWriter writer;

    private UdpSocket(UdpCounters counters, InetSocketAddress address, boolean shared) throws UdpUnavailable {
        fd = calls.socket(AF_INET6, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        if (fd < 0) {
            arena.close();
            throw new UdpUnavailable("UDP port " + address.getPort() + ": no socket: " + reason(-fd));
        }
        set(SOL_IPV6, IPV6_V6ONLY, 0);
        if (shared) {
            set(SOL_SOCKET, SO_REUSEPORT, 1);
        }
        int bound = bind(address);
        if (bound < 0) {
            calls.close(fd);
            arena.close();
            throw new UdpUnavailable("cannot listen on UDP "
                    + address.getAddress().getHostAddress() + " port " + address.getPort() + ": " + reason(-bound));
        }
        set(SOL_IPV6, IPV6_RECVPKTINFO, 1);
        set(SOL_IP, IP_MTU_DISCOVER, PMTUDISC_DO);
        set(SOL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO);
        setBuffer(SO_SNDBUFFORCE, SO_SNDBUF);
        setBuffer(SO_RCVBUFFORCE, SO_RCVBUF);
        set(SOL_UDP, UDP_GRO, 1); // refused by old kernels: then every datagram comes by itself
        boolean segmenting = set(SOL_UDP, UDP_SEGMENT, 0) >= 0;
        reader = new DatagramReader(fd, calls, arena);
        writer = new DatagramWriter(fd, calls, arena, counters, segmenting, this::pathLimit);
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
        small.set(JAVA_INT, 32, ADDRESS_LENGTH);
        calls.getsockname(fd, small.address(), small.address() + 32);
        Endpoint own = new Endpoint();
        MessageLayout.readName(small, 0, own);
        return own.port();
    }

    /** Bytes of the largest datagram that gets through to an address, as far as the kernel knows at this moment. */
    int pathLimit(Endpoint endpoint) {
        int probe = calls.socket(AF_INET6, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        if (probe < 0) {
            return LARGEST_DATAGRAM;
        }
        int mtu = 0;
        MessageLayout.writeName(small, 0, endpoint);
        if (calls.connect(probe, small.address(), ADDRESS_LENGTH) >= 0) {
            small.set(JAVA_INT, 32, Integer.BYTES);
            boolean ipv4 = endpoint.isIpv4();
            int result = calls.getsockopt(
                    probe,
                    ipv4 ? SOL_IP : SOL_IPV6,
                    ipv4 ? IP_MTU : IPV6_MTU,
                    small.address() + 40,
                    small.address() + 32);
            mtu = result < 0 ? 0 : small.get(JAVA_INT, 40);
        }
        calls.close(probe);
        int headers = endpoint.isIpv4() ? IPV4_AND_UDP_LENGTH : IPV6_AND_UDP_LENGTH;
        return mtu > headers ? Math.min(LARGEST_DATAGRAM, mtu - headers) : LARGEST_DATAGRAM;
    }

    private int bind(InetSocketAddress address) {
        Endpoint own = new Endpoint();
        byte[] bytes = address.getAddress().getAddress();
        if (bytes.length == 4) {
            own.setRemote(
                    0, 0xFFFF_0000_0000L | (ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL), address.getPort(), 0);
        } else {
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            own.setRemote(halves.getLong(), halves.getLong(), address.getPort(), scope(address.getAddress()));
        }
        MessageLayout.writeName(small, 0, own);
        return calls.bind(fd, small.address(), ADDRESS_LENGTH);
    }

    private static int scope(InetAddress address) {
        return address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    }

    private void setBuffer(int forced, int asked) {
        if (set(SOL_SOCKET, forced, BUFFER_LENGTH) < 0) { // needs CAP_NET_ADMIN
            set(SOL_SOCKET, asked, BUFFER_LENGTH);
        }
    }

    private int set(int level, int name, int value) {
        small.set(JAVA_INT, 0, value);
        return calls.setsockopt(fd, level, name, small.address(), Integer.BYTES);
    }

    private static String reason(int errno) {
        return switch (errno) {
            case SocketCalls.EPERM, SocketCalls.EACCES -> "not permitted (CAP_NET_BIND_SERVICE is needed below 1024)";
            case SocketCalls.EADDRINUSE -> "the port is in use (is another gateway running?)";
            case SocketCalls.EADDRNOTAVAIL -> "the address is not one of this machine";
            case SocketCalls.EAFNOSUPPORT -> "the kernel has no IPv6 sockets, which serve both families";
            default -> "errno " + errno;
        };
    }

    @Override
    public void close() {
        calls.close(fd);
        arena.close();
    }
}

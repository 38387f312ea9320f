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
import java.net.InetSocketAddress;

/**
 * Opens UDP sockets as the packet path wants them; owned by whoever owns its memory. They do not block, serve both families,
 * join what one sender sends, and never fragment.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
 */
final class SocketDescriptors {
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

    private final SocketCalls calls;
    private final MemorySegment small;

    /** @param arena lives at least as long as this instance */
    SocketDescriptors(SocketCalls calls, Arena arena) {
        this.calls = calls;
        this.small = arena.allocate(64, 8);
    }

    /**
     * @param address port 0 lets the kernel choose
     * @param shared whether others that are opened like it may have the same port
     */
    int open(InetSocketAddress address, boolean shared) throws UdpUnavailable {
        int fd = calls.socket(AF_INET6, SOCK_DGRAM_NONBLOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new UdpUnavailable("UDP port " + address.getPort() + ": no socket: " + reason(-fd));
        }
        set(fd, SOL_IPV6, IPV6_V6ONLY, 0);
        if (shared) {
            set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
        }
        int bound = bind(fd, address);
        if (bound < 0) {
            calls.close(fd);
            throw new UdpUnavailable("cannot listen on UDP "
                    + address.getAddress().getHostAddress() + " port " + address.getPort() + ": " + reason(-bound));
        }
        set(fd, SOL_IPV6, IPV6_RECVPKTINFO, 1);
        set(fd, SOL_IP, IP_MTU_DISCOVER, PMTUDISC_DO);
        set(fd, SOL_IPV6, IPV6_MTU_DISCOVER, PMTUDISC_DO);
        setBuffer(fd, SO_SNDBUFFORCE, SO_SNDBUF);
        setBuffer(fd, SO_RCVBUFFORCE, SO_RCVBUF);
        set(fd, SOL_UDP, UDP_GRO, 1); // refused by old kernels: then every datagram comes by itself
        return fd;
    }

    /** Whether the kernel cuts messages of this socket into datagrams. */
    boolean canSegment(int fd) {
        return set(fd, SOL_UDP, UDP_SEGMENT, 0) >= 0;
    }

    int port(int fd) {
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

    private int bind(int fd, InetSocketAddress address) {
        Endpoint own = Endpoint.of(address);
        MessageLayout.writeName(small, 0, own);
        return calls.bind(fd, small.address(), ADDRESS_LENGTH);
    }

    private void setBuffer(int fd, int forced, int asked) {
        if (set(fd, SOL_SOCKET, forced, BUFFER_LENGTH) < 0) { // needs CAP_NET_ADMIN
            set(fd, SOL_SOCKET, asked, BUFFER_LENGTH);
        }
    }

    private int set(int fd, int level, int name, int value) {
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

    void close(int fd) {
        calls.close(fd);
    }
}

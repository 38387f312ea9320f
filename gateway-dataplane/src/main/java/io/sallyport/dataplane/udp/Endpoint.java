package io.sallyport.dataplane.udp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Where a datagram comes from, and which of our addresses it was sent to; owned by whoever fills it. An answer has to come
 * from that address. Equal if the remote ends are. IPv4 addresses are in their IPv6-mapped form.
 *
 * <p>Primitives in fields, so that one instance serves as the key of every look-up; {@link #copy} makes one that can be
 * kept.
 */
public final class Endpoint {
    private static final long MAPPED = 0xFFFF_0000_0000L;

    private long high;
    private long low;
    private int port;
    private int scope;
    private long localHigh;
    private long localLow;

    /** @param remoteScope of a link-local address, 0 for all others */
    void setRemote(long addressHigh, long addressLow, int remotePort, int remoteScope) {
        high = addressHigh;
        low = addressLow;
        port = remotePort;
        scope = remoteScope;
    }

    /** All zero if it is not known: then the kernel chooses. */
    void setLocal(long addressHigh, long addressLow) {
        localHigh = addressHigh;
        localLow = addressLow;
    }

    Endpoint() {}

    static Endpoint of(InetSocketAddress address) {
        Endpoint endpoint = new Endpoint();
        byte[] bytes = address.getAddress().getAddress();
        if (bytes.length == 4) {
            endpoint.setRemote(0, MAPPED | (ByteBuffer.wrap(bytes).getInt() & 0xFFFF_FFFFL), address.getPort(), 0);
        } else {
            ByteBuffer halves = ByteBuffer.wrap(bytes);
            int scope = address.getAddress() instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
            endpoint.setRemote(halves.getLong(), halves.getLong(), address.getPort(), scope);
        }
        return endpoint;
    }

    /** One that can be kept. */
    public Endpoint copy() {
        Endpoint copy = new Endpoint();
        copy.setRemote(high, low, port, scope);
        copy.setLocal(localHigh, localLow);
        return copy;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    int port() {
        return port;
    }

    int scope() {
        return scope;
    }

    long localHigh() {
        return localHigh;
    }

    long localLow() {
        return localLow;
    }

    boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    boolean hasAddressOf(Endpoint other) {
        return high == other.high && low == other.low;
    }

    /** The remote end. */
    public InetSocketAddress toSocketAddress() {
        byte[] address = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint o && high == o.high && low == o.low && port == o.port && scope == o.scope;
    }

    @Override
    public int hashCode() {
        long mixed =
                (low ^ Long.rotateLeft(high, 32) ^ (long) port << 40) * 0x9E37_79B9_7F4A_7C15L; // 2^64 / golden ratio
        return (int) (mixed >>> 32);
    }
}

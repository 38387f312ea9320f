package io.sallyport.dataplane.route;

import io.sallyport.dataplane.shape.Shaper;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What carries one client's packets now: its addresses, its MTU and the channel to it; owned by whoever has made it. A
 * client that connects again gets another tunnel with the same addresses.
 *
 * <p>Workers read it without asking. Its addresses never change; which channel carries its packets, and how large they may
 * be, is changed by its owner.
 */
public final class Tunnel {
    private final boolean hasIpv4;
    private final int ipv4;
    private final boolean hasIpv6;
    private final long ipv6High;
    private final long ipv6Low;
    private final AtomicReference<PacketSink> sink;
    private final AtomicInteger mtu;
    private final @Nullable Shaper uplinkShaper;

    /**
     * @param mtu bytes of the largest IP packet that the client takes
     * @param sink the channel to begin with
     */
    public Tunnel(Optional<Inet4Address> ipv4, Optional<Inet6Address> ipv6, int mtu, PacketSink sink) {
        this(ipv4, ipv6, mtu, sink, Optional.empty());
    }

    /**
     * @param mtu bytes of the largest IP packet that the client takes
     * @param uplinkShaper paces what the client sends; the sink sees to the other direction
     */
    public Tunnel(
            Optional<Inet4Address> ipv4,
            Optional<Inet6Address> ipv6,
            int mtu,
            PacketSink sink,
            Optional<Shaper> uplinkShaper) {
        this.hasIpv4 = ipv4.isPresent();
        this.ipv4 = ipv4.map(address -> ByteBuffer.wrap(address.getAddress()).getInt())
                .orElse(0);
        this.hasIpv6 = ipv6.isPresent();
        ByteBuffer bytes = ByteBuffer.wrap(ipv6.map(Inet6Address::getAddress).orElse(new byte[16]));
        this.ipv6High = bytes.getLong();
        this.ipv6Low = bytes.getLong();
        this.mtu = new AtomicInteger(mtu);
        this.sink = new AtomicReference<>(sink);
        this.uplinkShaper = uplinkShaper.orElse(null);
    }

    public boolean hasIpv4() {
        return hasIpv4;
    }

    /** The client's address in network order; meaningless without {@link #hasIpv4}. */
    public int ipv4() {
        return ipv4;
    }

    public boolean ownsIpv4(int address) {
        return hasIpv4 && ipv4 == address;
    }

    public boolean hasIpv6() {
        return hasIpv6;
    }

    public long ipv6High() {
        return ipv6High;
    }

    public long ipv6Low() {
        return ipv6Low;
    }

    public boolean ownsIpv6(long high, long low) {
        return hasIpv6 && ipv6High == high && ipv6Low == low;
    }

    /** Bytes of the largest IP packet that the client takes, as far as is known now. */
    public int mtu() {
        return mtu.getAcquire();
    }

    /** The channel that carries its packets now. */
    public PacketSink sink() {
        return sink.getAcquire();
    }

    /**
     * From now on packets go to {@code next}. A worker that is in the middle of a batch may send the rest of it to the former
     * channel.
     *
     * @param mtuThere bytes of the largest IP packet that it carries
     */
    public void leadTo(PacketSink next, int mtuThere) {
        mtu.setRelease(mtuThere);
        sink.setRelease(next);
    }

    /** Paces what the client sends, or null if nothing does. */
    public @Nullable Shaper uplinkShaper() {
        return uplinkShaper;
    }
}

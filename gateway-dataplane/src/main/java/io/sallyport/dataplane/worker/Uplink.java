package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.packet.MssClamp;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.tun.PacketQueue;
import org.jspecify.annotations.Nullable;

/** The way of packets from clients into the kernel; owned by one worker. */
final class Uplink {
    private final PacketQueue queue;
    private final Counts<Drop> drops;
    private final Counts<Work> work;
    private int moved;

    Uplink(PacketQueue queue, Counts<Drop> drops, Counts<Work> work) {
        this.queue = queue;
        this.drops = drops;
        this.work = work;
    }

    /** As {@link Worker#fromClient}. */
    boolean packet(Tunnel tunnel, byte[] bytes, int offset, int length) {
        moved++;
        Drop objection = objection(tunnel, bytes, offset, length);
        if (objection != null) {
            drops.count(objection);
            return false;
        }
        MssClamp.clamp(bytes, offset, length, tunnel.mtu());
        work.count(Work.PACKETS_UP);
        lost(queue.append(bytes, offset, length));
        return true;
    }

    private static @Nullable Drop objection(Tunnel tunnel, byte[] bytes, int offset, int length) {
        return switch (IpPacket.check(bytes, offset, length)) {
            case IPV4 -> tunnel.ownsIpv4(IpPacket.ipv4Source(bytes, offset)) ? null : Drop.FOREIGN_SOURCE;
            case IPV6 -> {
                long high = IpPacket.ipv6SourceHigh(bytes, offset);
                if (tunnel.ownsIpv6(high, IpPacket.ipv6SourceLow(bytes, offset))) {
                    yield null;
                }
                yield IpPacket.isLinkLocal(high) ? Drop.LINK_LOCAL_SOURCE : Drop.FOREIGN_SOURCE;
            }
            case MALFORMED -> Drop.MALFORMED;
        };
    }

    /**
     * Hands the kernel what has been let through.
     *
     * @return packets since the last time
     */
    int flush() {
        int batch = moved;
        moved = 0;
        lost(queue.flush());
        work.add(Work.KERNEL_WRITES, queue.writes() - work.of(Work.KERNEL_WRITES));
        return batch;
    }

    private void lost(int packets) {
        if (packets > 0) {
            drops.add(Drop.KERNEL_REFUSED, packets);
        }
    }
}

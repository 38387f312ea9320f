package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.packet.MssClamp;
import io.sallyport.dataplane.packet.PacketOutput;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.shape.Shaper;
import io.sallyport.dataplane.tun.PacketQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The way of packets from clients into the kernel; owned by one worker. */
final class Uplink {
    private final Worker worker;
    private final PacketQueue queue;
    private final Counts<Drop> drops;
    private final Counts<Work> work;
    private final LongSupplier nanoTime;
    private final PacketOutput enqueue = this::enqueue;
    private int appended; // since the last flush
    private int joined; // in the last flush, and superseded among them
    private int superseded;

    Uplink(Worker worker, PacketQueue queue, Counts<Drop> drops, Counts<Work> work, LongSupplier nanoTime) {
        this.worker = worker;
        this.nanoTime = nanoTime;
        this.queue = queue;
        this.drops = drops;
        this.work = work;
    }

    /** As {@link Worker#fromClient}. */
    boolean packet(Tunnel tunnel, byte[] bytes, int offset, int length) {
        Drop objection = objection(tunnel, bytes, offset, length);
        if (objection != null) {
            drops.count(objection);
            return false;
        }
        MssClamp.clamp(bytes, offset, length, tunnel.mtu());
        Shaper shaper = tunnel.uplinkShaper();
        if (shaper != null) {
            return paced(shaper, bytes, offset, length);
        }
        enqueue(bytes, offset, length);
        return true;
    }

    private boolean paced(Shaper shaper, byte[] bytes, int offset, int length) {
        return switch (shaper.admit(bytes, offset, length, nanoTime.getAsLong())) {
            case GOES -> {
                enqueue(bytes, offset, length);
                yield true;
            }
            case WAITS_FIRST -> {
                awaitRelease(shaper);
                yield true;
            }
            case WAITS -> true;
            case DROPPED -> {
                drops.count(Drop.RATE_EXCEEDED);
                yield false;
            }
        };
    }

    private void awaitRelease(Shaper shaper) {
        worker.after(shaper.waitNanos(nanoTime.getAsLong()), () -> release(shaper));
    }

    private void release(Shaper shaper) {
        boolean moreWait = shaper.release(nanoTime.getAsLong(), enqueue);
        flush();
        if (moreWait) {
            awaitRelease(shaper);
        }
    }

    private void enqueue(byte[] bytes, int offset, int length) {
        appended++;
        lost(queue.append(bytes, offset, length));
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

    /** Hands the kernel what has been let through. */
    void flush() {
        lost(queue.flush());
        work.add(Work.PACKETS_UP, appended);
        superseded = since(Work.ACKNOWLEDGEMENTS_SUPERSEDED, queue.superseded());
        joined = appended - since(Work.KERNEL_WRITES, queue.writes());
        appended = 0;
    }

    /**
     * Packets of the last {@link #flush} that needed no system call of their own, because others went with or for them. What
     * went for them counts only where it came as a stream.
     */
    int sharing(Arrival arrival) {
        return arrival == Arrival.STREAM ? joined : joined - superseded;
    }

    /** Brings a count up to what the queue says. */
    private int since(Work which, long total) {
        int more = (int) (total - work.of(which));
        work.add(which, more);
        return more;
    }

    private void lost(int packets) {
        if (packets > 0) {
            drops.add(Drop.KERNEL_REFUSED, packets);
        }
    }
}

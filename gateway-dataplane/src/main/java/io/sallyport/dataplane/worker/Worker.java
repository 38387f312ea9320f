package io.sallyport.dataplane.worker;

import io.netty.channel.IoEventLoop;
import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.packet.MssClamp;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.RouteTable;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.tun.PacketQueue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread's share of the packet path: it owns an event loop, a queue of the TUN device, and the channels accepted on that
 * loop.
 *
 * <p>Down: {@link #readable} → route by destination → {@link PacketSink#send}, and one {@link PacketSink#flush} per sink and
 * batch. Up: {@link #fromClient} → source check → TUN queue, and one {@link #flush} per batch. Confined to its event loop;
 * only {@link #execute}, {@link #eventLoop} and {@link #drops} may be used by others.
 */
public final class Worker implements Affinity {
    /** Reads of the TUN queue before channels get their turn again. */
    private static final int READ_BUDGET = 64;

    private final IoEventLoop eventLoop;
    private final PacketQueue queue;
    private final Routes routes;
    private final DropCounters drops = new DropCounters();
    private final Handover handover = new Handover();
    private final List<PacketSink> unflushed = new ArrayList<>();
    private RouteTable table = RouteTable.EMPTY;

    Worker(IoEventLoop eventLoop, PacketQueue queue, Routes routes) {
        this.eventLoop = eventLoop;
        this.queue = queue;
        this.routes = routes;
    }

    /** The loop that runs this worker; channels registered with it belong to this worker. */
    public IoEventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    public DropCounters drops() {
        return drops;
    }

    /**
     * Moves one batch from the TUN queue to the channels.
     *
     * @return false if the queue is broken and will never give a packet again
     */
    public boolean readable() {
        assert eventLoop.inEventLoop();
        table = routes.table();
        int reads = queue.read(READ_BUDGET, this::toClient);
        for (PacketSink sink : unflushed) {
            sink.flush();
        }
        unflushed.clear();
        handover.depart();
        return reads >= 0;
    }

    private void toClient(byte[] bytes, int offset, int length) {
        Tunnel tunnel = destination(bytes, offset, length);
        if (tunnel == null) {
            drops.count(Drop.NO_ROUTE);
            return;
        }
        MssClamp.clamp(bytes, offset, length, tunnel.mtu());
        PacketSink sink = tunnel.sink();
        if (sink.affinity() != this) {
            if (!handover.add(sink, bytes, offset, length)) {
                drops.count(Drop.HANDOVER_FULL);
            }
        } else if (sink.send(bytes, offset, length)) {
            unflushed.add(sink);
        }
    }

    private @Nullable Tunnel destination(byte[] bytes, int offset, int length) {
        return switch (IpPacket.check(bytes, offset, length)) {
            case IPV4 -> table.ipv4(IpPacket.ipv4Destination(bytes, offset));
            case IPV6 ->
                table.ipv6(IpPacket.ipv6DestinationHigh(bytes, offset), IpPacket.ipv6DestinationLow(bytes, offset));
            case MALFORMED -> null;
        };
    }

    /**
     * Takes a packet that {@code tunnel}'s client has sent; it has been copied on return. The caller owes a {@link #flush}
     * after its last one.
     *
     * @return whether it goes on; if not, it has been counted
     */
    public boolean fromClient(Tunnel tunnel, byte[] bytes, int offset, int length) {
        assert eventLoop.inEventLoop();
        Drop objection = objection(tunnel, bytes, offset, length);
        if (objection != null) {
            drops.count(objection);
            return false;
        }
        MssClamp.clamp(bytes, offset, length, tunnel.mtu());
        if (!queue.append(bytes, offset, length)) {
            drops.count(Drop.KERNEL_REFUSED);
            return false;
        }
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

    /** Hands the kernel what {@link #fromClient} has let through. */
    public void flush() {
        queue.flush();
    }
}

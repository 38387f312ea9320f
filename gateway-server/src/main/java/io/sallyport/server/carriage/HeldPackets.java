package io.sallyport.server.carriage;

import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.worker.Drop;
import io.sallyport.dataplane.worker.Worker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packets for a client that is about to take them: it connects again, or its CONNECT is being answered. A few of them are kept
 * in their order; beyond that, the newest are dropped and counted.
 *
 * <p>Confined to its worker, but for {@link #passTo}.
 */
public final class HeldPackets implements PacketSink {
    private static final int CAPACITY = 64 * 1024; // bytes: some tens of milliseconds of 10 Mbit/s

    private final Worker worker;
    private List<byte[]> packets = new ArrayList<>(); // each behind its headroom
    private int length;
    private @Nullable PacketSink next;

    public HeldPackets(Worker worker) {
        this.worker = worker;
    }

    @Override
    public Worker affinity() {
        return worker;
    }

    @Override
    public boolean send(byte[] bytes, int offset, int packetLength) {
        if (length + packetLength > CAPACITY) {
            worker.drops().count(Drop.TUNNEL_QUEUE_FULL);
            return false;
        }
        boolean first = packets.isEmpty();
        packets.add(Arrays.copyOfRange(bytes, offset - HEADROOM, offset + packetLength));
        length += packetLength;
        return first;
    }

    /** Those that come late follow the others. */
    @Override
    public void flush() {
        if (next != null) {
            release(next);
        }
    }

    /** From now on {@code sink} gets them, those that are held first. From any thread. */
    public void passTo(PacketSink sink) {
        worker.now(() -> {
            next = sink;
            release(sink);
        });
    }

    private void release(PacketSink sink) {
        List<byte[]> released = packets;
        packets = new ArrayList<>();
        length = 0;
        if (!released.isEmpty()) {
            on(sink.affinity(), () -> {
                released.forEach(packet -> sink.send(packet, HEADROOM, packet.length - HEADROOM));
                sink.flush();
            });
        }
    }

    /** At once where that is possible: nothing may overtake what was held. */
    @SuppressWarnings("ReferenceEquality") // a worker is nobody else's equal
    private void on(Affinity place, Runnable task) {
        if (place == worker) {
            worker.now(task);
        } else {
            place.execute(task);
        }
    }
}

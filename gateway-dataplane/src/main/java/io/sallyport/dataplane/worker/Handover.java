package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import java.util.IdentityHashMap;

/**
 * Packets that one worker has read for sinks of the others, and owns until they depart: one {@link Crossing} per
 * destination and batch, so that a batch costs one task however many sessions it is for. A destination that is behind finds
 * all that has come meanwhile in one; what that has no room for is dropped.
 */
final class Handover {
    /** Bytes after which the destination may begin, though the batch is not over. */
    private static final int BEGIN_BYTES = 128 * 1024;

    private static final class Destination {
        final DoubleBuffer<Crossing> crossings;
        int loadedBytes;

        Destination(Affinity affinity) {
            crossings = new DoubleBuffer<>(new Crossing(), new Crossing(), affinity, Crossing::deliver);
        }

        void depart() {
            loadedBytes = 0;
            crossings.depart();
        }
    }

    private final IdentityHashMap<Affinity, Destination> destinations = new IdentityHashMap<>();

    /** @return false if the destination is behind by all that may wait: the packet is lost */
    boolean add(PacketSink sink, byte[] packet, int offset, int length) {
        Destination destination = destinations.computeIfAbsent(sink.affinity(), Destination::new);
        boolean added = destination.crossings.loading().add(sink, packet, offset, length);
        destination.loadedBytes += length;
        if (destination.loadedBytes >= BEGIN_BYTES) {
            destination.depart();
        }
        return added;
    }

    /** Sends off what {@link #add} has loaded. */
    void depart() {
        destinations.values().forEach(Destination::depart);
    }
}

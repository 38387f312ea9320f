package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import java.util.IdentityHashMap;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Packets that one worker has read for sinks of the others: one {@link Crossing} per destination and batch, so that a batch
 * costs one task however many sessions it is for.
 *
 * <p>Confined to the worker that reads.
 */
final class Handover {
    /** Batches that may be under way to one destination; more are dropped, newest first. */
    private static final int CROSSINGS = 4;

    private static final class Destination {
        final Queue<Crossing> spare = new ArrayBlockingQueue<>(CROSSINGS);

        @Nullable
        Crossing loading;

        Destination(Affinity affinity) {
            for (int i = 0; i < CROSSINGS; i++) {
                spare.add(new Crossing(affinity, spare));
            }
        }
    }

    private final IdentityHashMap<Affinity, Destination> destinations = new IdentityHashMap<>();

    /** @return false if the destination is behind by all crossings: the packet is lost */
    boolean add(PacketSink sink, byte[] packet, int offset, int length) {
        Destination destination = destinations.computeIfAbsent(sink.affinity(), Destination::new);
        if (destination.loading != null && destination.loading.add(sink, packet, offset, length)) {
            return true;
        }
        depart(destination);
        destination.loading = destination.spare.poll();
        return destination.loading != null && destination.loading.add(sink, packet, offset, length);
    }

    /** Sends off what {@link #add} has loaded. */
    void depart() {
        destinations.values().forEach(Handover::depart);
    }

    private static void depart(Destination destination) {
        if (destination.loading != null) {
            destination.loading.depart();
            destination.loading = null;
        }
    }
}

package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.udp.UdpCounters.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that one worker has heard for associations of the others, because the kernel spreads addresses over the workers
 * without asking: one batch per destination, so that a batch costs one task. Few clients need it: those that have moved.
 *
 * <p>Confined to the worker that hears.
 */
final class DatagramHandover {
    /** Batches that may be under way to one destination; more are dropped, newest first. */
    private static final int BATCHES = 32;

    private static final int CAPACITY = 128 * 1024;

    /** What most batches need: a few datagrams. */
    private static final int INITIAL_LENGTH = 4 * 1024;

    /** Takes a batch apart. */
    @FunctionalInterface
    interface Receiver {
        void datagram(byte[] bytes, int offset, int length, Endpoint source, DtlsPort hearer);
    }

    /** Filled by one worker, then emptied once by another, then put back among the first one's spare ones. */
    static final class Batch {
        private record Entry(int offset, int length, Endpoint source) {}

        private final DtlsPort destination;
        private final Queue<Batch> spare;
        private byte[] bytes = new byte[INITIAL_LENGTH];
        private final List<Entry> entries = new ArrayList<>();
        private @Nullable DtlsPort hearer;
        private int end;

        Batch(DtlsPort destination, Queue<Batch> spare) {
            this.destination = destination;
            this.spare = spare;
        }

        private boolean add(byte[] datagram, int offset, int length, Endpoint source, DtlsPort heardBy) {
            if (end + length > CAPACITY) {
                return false;
            }
            if (end + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(CAPACITY, Math.max(end + length, 2 * bytes.length)));
            }
            System.arraycopy(datagram, offset, bytes, end, length);
            entries.add(new Entry(end, length, source.copy()));
            end += length;
            hearer = heardBy;
            return true;
        }

        private void depart() {
            destination.worker().execute(() -> {
                destination.handedOver(this);
                entries.clear();
                end = 0;
                spare.add(this);
            });
        }

        void forEach(Receiver receiver) {
            DtlsPort heardBy = hearer;
            if (heardBy != null) {
                entries.forEach(entry -> receiver.datagram(bytes, entry.offset, entry.length, entry.source, heardBy));
            }
        }
    }

    private static final class Loading {
        final Queue<Batch> spare = new ArrayBlockingQueue<>(BATCHES);

        @Nullable
        Batch batch;

        Loading(DtlsPort destination) {
            for (int i = 0; i < BATCHES; i++) {
                spare.add(new Batch(destination, spare));
            }
        }
    }

    private final UdpCounters counters;
    private final IdentityHashMap<DtlsPort, Loading> destinations = new IdentityHashMap<>();

    DatagramHandover(UdpCounters counters) {
        this.counters = counters;
    }

    void add(DtlsPort destination, byte[] datagram, int offset, int length, Endpoint source, DtlsPort hearer) {
        Loading loading = destinations.computeIfAbsent(destination, Loading::new);
        boolean added = loading.batch != null && loading.batch.add(datagram, offset, length, source, hearer);
        if (!added) {
            depart(loading);
            loading.batch = loading.spare.poll();
            added = loading.batch != null && loading.batch.add(datagram, offset, length, source, hearer);
        }
        counters.add(added ? Event.HANDED_OVER : Event.HANDOVER_FULL, 1);
    }

    /** Sends off what {@link #add} has loaded. */
    void depart() {
        destinations.values().forEach(DatagramHandover::depart);
    }

    private static void depart(Loading loading) {
        if (loading.batch != null) {
            loading.batch.depart();
            loading.batch = null;
        }
    }
}

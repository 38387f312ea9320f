package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.udp.UdpCounters.Event;
import io.sallyport.dataplane.worker.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Datagrams that one worker has heard for associations of the others, and owns until they depart: the kernel spreads
 * addresses over the workers without asking. One batch per destination, so that a batch costs one task. Few clients need
 * it: those that have moved. What the batch of a destination that is behind has no room for is dropped.
 */
final class DatagramHandover {
    private static final int CAPACITY = 512 * 1024; // bytes

    /** What most batches need: a few datagrams. */
    private static final int INITIAL_LENGTH = 4 * 1024;

    /** Takes a batch apart. */
    @FunctionalInterface
    interface Receiver {
        void datagram(byte[] bytes, int offset, int length, Endpoint source, DtlsPort hearer);
    }

    /** Confined to whoever holds it. */
    static final class Batch {
        private record Entry(int offset, int length, Endpoint source) {}

        private final DtlsPort hearer;
        private final List<Entry> entries = new ArrayList<>();
        private byte[] bytes = new byte[INITIAL_LENGTH];
        private int end;

        Batch(DtlsPort hearer) {
            this.hearer = hearer;
        }

        /** @return false if there is no room */
        private boolean add(byte[] datagram, int offset, int length, Endpoint source) {
            if (end + length > CAPACITY) {
                return false;
            }
            if (end + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(CAPACITY, Math.max(end + length, 2 * bytes.length)));
            }
            System.arraycopy(datagram, offset, bytes, end, length);
            entries.add(new Entry(end, length, source.copy()));
            end += length;
            return true;
        }

        void forEach(Receiver receiver) {
            entries.forEach(entry -> receiver.datagram(bytes, entry.offset, entry.length, entry.source, hearer));
        }

        private void clear() {
            entries.clear();
            end = 0;
        }
    }

    private final DtlsPort hearer;
    private final UdpCounters counters;
    private final IdentityHashMap<DtlsPort, DoubleBuffer<Batch>> destinations = new IdentityHashMap<>();

    /** @param hearer to which the datagrams have come */
    DatagramHandover(DtlsPort hearer, UdpCounters counters) {
        this.hearer = hearer;
        this.counters = counters;
    }

    void add(DtlsPort destination, byte[] datagram, int offset, int length, Endpoint source) {
        Batch batch =
                destinations.computeIfAbsent(destination, this::batchesFor).loading();
        counters.add(batch.add(datagram, offset, length, source) ? Event.HANDED_OVER : Event.HANDOVER_FULL, 1);
    }

    private DoubleBuffer<Batch> batchesFor(DtlsPort destination) {
        return new DoubleBuffer<>(
                new Batch(hearer), new Batch(hearer), destination.worker(), batch -> unload(batch, destination));
    }

    private static void unload(Batch batch, DtlsPort destination) {
        try {
            destination.handedOver(batch);
        } finally {
            batch.clear();
        }
    }

    /** Sends off what {@link #add} has loaded. */
    void depart() {
        destinations.values().forEach(DoubleBuffer::depart);
    }
}

package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.route.PacketSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Packets on their way to another worker, which owns their sinks, in their order; owned by whoever holds it. */
final class Crossing {
    private static final int CAPACITY = 512 * 1024; // bytes, headroom included
    private static final int INITIAL_LENGTH = 16 * 1024;

    private final List<PacketSink> sinks = new ArrayList<>();
    private final List<PacketSink> unflushed = new ArrayList<>();
    private byte[] bytes = new byte[INITIAL_LENGTH];
    private int[] ends = new int[64];
    private int end;

    /** @return false if there is no room */
    boolean add(PacketSink sink, byte[] packet, int offset, int length) {
        int start = end + PacketSink.HEADROOM;
        if (start + length > CAPACITY) {
            return false;
        }
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(CAPACITY, Math.max(start + length, 2 * bytes.length)));
        }
        System.arraycopy(packet, offset, bytes, start, length);
        end = start + length;
        if (sinks.size() == ends.length) {
            ends = Arrays.copyOf(ends, ends.length * 2);
        }
        ends[sinks.size()] = end;
        sinks.add(sink);
        return true;
    }

    /** Gives each packet to its sink, and is empty then. On the worker that owns the sinks. */
    void deliver() {
        try {
            int start = 0;
            for (int i = 0; i < sinks.size(); i++) {
                PacketSink sink = sinks.get(i);
                int offset = start + PacketSink.HEADROOM;
                if (sink.send(bytes, offset, ends[i] - offset)) {
                    unflushed.add(sink);
                }
                start = ends[i];
            }
            unflushed.forEach(PacketSink::flush);
        } finally {
            unflushed.clear();
            sinks.clear();
            end = 0;
        }
    }
}

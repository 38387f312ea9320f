package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;

/**
 * A batch of packets on its way to the worker that owns their sinks.
 *
 * <p>Filled by one worker, then run once by another, then put back among the first one's spare ones. There is a fixed number
 * of them, which bounds what may wait.
 */
final class Crossing implements Runnable {
    private static final int CAPACITY = 128 * 1024; // bytes, headroom included

    private final Affinity destination;
    private final Queue<Crossing> spare;
    private final byte[] bytes = new byte[CAPACITY];
    private final List<PacketSink> sinks = new ArrayList<>();
    private final List<PacketSink> unflushed = new ArrayList<>();
    private int[] ends = new int[64];
    private int end;

    /** @param spare where this goes after its run; thread-safe */
    Crossing(Affinity destination, Queue<Crossing> spare) {
        this.destination = destination;
        this.spare = spare;
    }

    /** @return false if there is no room; send this one off and take another */
    boolean add(PacketSink sink, byte[] packet, int offset, int length) {
        int start = end + PacketSink.HEADROOM;
        if (start + length > CAPACITY) {
            return false;
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

    void depart() {
        destination.execute(this);
    }

    @Override
    public void run() {
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
        unflushed.clear();
        sinks.clear();
        end = 0;
        spare.add(this);
    }
}

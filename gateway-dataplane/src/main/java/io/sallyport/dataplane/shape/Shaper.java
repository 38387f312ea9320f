package io.sallyport.dataplane.shape;

import io.sallyport.dataplane.packet.PacketOutput;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Paces the packets of one session in one direction; owned by that session. What comes faster than the rate waits, within
 * bounds, and goes on in order. Thread-safe, for packets may come from two workers when the channel changes.
 *
 * <p>A packet that waits is copied: a shaped session is slow enough for that.
 */
public final class Shaper {
    private static final long DEPTH_NANOS = 10_000_000; // what may go at once after a pause
    private static final long QUEUE_NANOS = 100_000_000; // a round trip of most paths
    private static final long LEAST_WAIT_NANOS = 1_000_000; // so that several packets go at a time
    private static final long LEAST_QUEUE = 48 * 1024; // bytes
    private static final long MOST_QUEUE = 2 * 1024 * 1024;

    /** What becomes of a packet. */
    public enum Verdict {
        /** It may go on at once. */
        GOES,
        /** It waits, and is the first one: the caller owes a {@link #release} after {@link #waitNanos}. */
        WAITS_FIRST,
        /** It waits behind others. */
        WAITS,
        /** Too many wait. */
        DROPPED
    }

    private final TokenBucket bucket;
    private final long queueLimit;
    private final int headroom;
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /**
     * @param bytesPerSecond of IP packets; at least 1000
     * @param headroom bytes in front of each released packet that may be overwritten
     */
    public Shaper(long bytesPerSecond, int headroom, long nowNanos) {
        this.bucket = new TokenBucket(bytesPerSecond, DEPTH_NANOS, nowNanos);
        this.queueLimit = Math.clamp(bytesPerSecond * QUEUE_NANOS / 1_000_000_000, LEAST_QUEUE, MOST_QUEUE);
        this.headroom = headroom;
    }

    /** Decides about one packet; it has been copied on return if it waits. */
    public synchronized Verdict admit(byte[] bytes, int offset, int length, long nowNanos) {
        if (waiting.isEmpty() && bucket.take(length, nowNanos)) {
            return Verdict.GOES;
        }
        if (waitingBytes + length > queueLimit) {
            return Verdict.DROPPED;
        }
        byte[] copy = new byte[headroom + length];
        System.arraycopy(bytes, offset, copy, headroom, length);
        waiting.add(copy);
        waitingBytes += length;
        return waiting.size() == 1 ? Verdict.WAITS_FIRST : Verdict.WAITS;
    }

    /** When {@link #release} has something to do. */
    public synchronized long waitNanos(long nowNanos) {
        return Math.max(LEAST_WAIT_NANOS, bucket.waitNanos(nowNanos));
    }

    /**
     * Lets go what may go by now.
     *
     * @return whether some still wait: the caller owes another call after {@link #waitNanos}
     */
    public synchronized boolean release(long nowNanos, PacketOutput output) {
        bucket.earn(nowNanos); // an alarm that is late costs no rate
        for (byte[] first = waiting.peek(); first != null; first = waiting.peek()) {
            int length = first.length - headroom;
            if (!bucket.take(length, nowNanos)) {
                return true;
            }
            waiting.remove();
            waitingBytes -= length;
            output.packet(first, headroom, length);
        }
        return false;
    }
}

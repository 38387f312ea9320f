package io.sallyport.server.cstp;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What has passed through a tunnel, over all its channels. Counted by the workers of the channels, read by anybody. */
public final class TrafficCounters {
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final AtomicLong lastDataNanos;

    public TrafficCounters(long nowNanos) {
        lastDataNanos = new AtomicLong(nowNanos);
    }

    public void in(int bytes) {
        bytesIn.add(bytes);
    }

    public void out(int bytes) {
        bytesOut.add(bytes);
    }

    public void dataAt(long nowNanos) {
        lastDataNanos.setOpaque(nowNanos);
    }

    /** Bytes of IP packets from the client that went on. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes of IP packets sent to the client. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    /** When the last packet passed that was not ICMP or the like; {@link System#nanoTime()}. */
    public long lastDataNanos() {
        return lastDataNanos.getOpaque();
    }
}

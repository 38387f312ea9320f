package io.sallyport.server.cstp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What has passed through one channel. Written by the channel's worker only, read by anybody: values are recent, and each is
 * whole.
 */
public final class TrafficCounters {
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicLong lastDataNanos;

    TrafficCounters(long nowNanos) {
        lastDataNanos = new AtomicLong(nowNanos);
    }

    void in(int bytes) {
        bytesIn.setOpaque(bytesIn.getPlain() + bytes);
    }

    void out(int bytes) {
        bytesOut.setOpaque(bytesOut.getPlain() + bytes);
    }

    void dataAt(long nowNanos) {
        lastDataNanos.setOpaque(nowNanos);
    }

    /** Bytes of IP packets from the client that went on. */
    public long bytesIn() {
        return bytesIn.getOpaque();
    }

    /** Bytes of IP packets sent to the client. */
    public long bytesOut() {
        return bytesOut.getOpaque();
    }

    /** When the last packet passed that was not ICMP or the like; {@link System#nanoTime()}. */
    public long lastDataNanos() {
        return lastDataNanos.getOpaque();
    }
}

package io.sallyport.server.dtls;

import io.sallyport.server.cstp.FrameType;
import java.util.function.LongSupplier;

/**
 * Whether a client is still finding out how large a datagram its new path takes. openconnect 9.x does so right after the
 * handshake: it sends DPD requests with padding, waits up to 2.4 s for the answer to each, and throws away whatever else comes
 * meanwhile. What shows that this is over is any other frame, or silence.
 *
 * <p>Pure, and confined to the channel's worker.
 */
final class PathProbing {
    static final long SILENCE_NANOS = 3_000_000_000L;

    private long lastNanos;
    private boolean over;

    PathProbing(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /**
     * The client has sent a frame.
     *
     * @param length of what it carries
     * @param nanoTime read only while this is not over
     */
    void frame(int type, int length, LongSupplier nanoTime) {
        if (!over) {
            if (type == FrameType.DPD_REQUEST && length > 0) {
                lastNanos = nanoTime.getAsLong();
            } else {
                over = true;
            }
        }
    }

    boolean isOver(long nowNanos) {
        over |= nowNanos - overAtNanos() >= 0;
        return over;
    }

    /** When it is over at the latest, unless the client sends another probe. */
    long overAtNanos() {
        return lastNanos + SILENCE_NANOS;
    }
}

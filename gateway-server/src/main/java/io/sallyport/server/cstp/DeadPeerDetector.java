package io.sallyport.server.cstp;

/**
 * Decides when to probe a silent peer and when to give it up. Pure: it reads no clock, owns no timer and sends nothing.
 *
 * <p>Confined to the channel's worker. Times are {@link System#nanoTime()} values.
 */
public final class DeadPeerDetector {
    /** What the owner has to do now. */
    public sealed interface Action {
        /** Nothing before {@code atNanos}; ask again then. */
        record WaitUntil(long atNanos) implements Action {}

        /** Send one DPD request, then ask again. */
        record Probe() implements Action {}

        /** The peer has been silent through all probes. */
        record GiveUp() implements Action {}
    }

    private final long intervalNanos;
    private final int maxProbes;
    private long lastHeardNanos;
    private int probesUnanswered;

    /**
     * @param intervalNanos silence after which a probe goes out, and again after each probe
     * @param maxProbes unanswered probes after which, one interval later, the peer is dead; at least 1
     */
    public DeadPeerDetector(long intervalNanos, int maxProbes, long nowNanos) {
        this.intervalNanos = intervalNanos;
        this.maxProbes = maxProbes;
        this.lastHeardNanos = nowNanos;
    }

    /** Any frame is a sign of life, not only a DPD response. */
    public void heardAt(long nowNanos) {
        lastHeardNanos = nowNanos;
        probesUnanswered = 0;
    }

    public Action poll(long nowNanos) {
        long dueNanos = lastHeardNanos + intervalNanos * (probesUnanswered + 1L);
        if (nowNanos - dueNanos < 0) { // not `nowNanos < dueNanos`: nanoTime may wrap
            return new Action.WaitUntil(dueNanos);
        }
        if (probesUnanswered == maxProbes) {
            return new Action.GiveUp();
        }
        probesUnanswered++;
        return new Action.Probe();
    }
}

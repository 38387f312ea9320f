package io.sallyport.dataplane.shape;

/**
 * A rate with some slack; owned by whoever takes from it. What has not been used for a while may be used at once, up to the
 * bucket's depth.
 *
 * <p>Tokens are kept as the time that it takes to earn them. A single taking may overdraw the bucket, and is paid for by
 * waiting afterwards: so a packet larger than the depth passes too.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long perSecond;
    private final long depthNanos;
    private long creditNanos;
    private long countedNanos;

    /**
     * A full bucket.
     *
     * @param perSecond tokens that come in a second; at least 1
     * @param depthNanos for how long tokens pile up; at least 1
     */
    public TokenBucket(long perSecond, long depthNanos, long nowNanos) {
        this.perSecond = perSecond;
        this.depthNanos = depthNanos;
        this.creditNanos = depthNanos;
        this.countedNanos = nowNanos;
    }

    /**
     * Takes tokens if there are any.
     *
     * @param tokens up to 2^33
     */
    public boolean take(long tokens, long nowNanos) {
        fill(nowNanos);
        if (creditNanos <= 0) {
            return false;
        }
        creditNanos -= tokens * NANOS_PER_SECOND / perSecond;
        return true;
    }

    /**
     * Counts the time since the last look in full, though the bucket may overflow: for tokens that somebody was waiting for
     * all the time and has come late to take.
     */
    void earn(long nowNanos) {
        creditNanos += Math.clamp(nowNanos - countedNanos, 0, NANOS_PER_SECOND);
        countedNanos = nowNanos;
    }

    /** Time until {@link #take} may succeed; 0 if it would now. */
    public long waitNanos(long nowNanos) {
        fill(nowNanos);
        return creditNanos > 0 ? 0 : 1 - creditNanos;
    }

    private void fill(long nowNanos) {
        long passed = Math.min(nowNanos - countedNanos, depthNanos - creditNanos);
        creditNanos += Math.max(passed, 0);
        countedNanos = nowNanos;
    }
}

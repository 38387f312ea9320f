package io.sallyport.dataplane.udp;

/**
 * What strangers who know an id may take up.
 *
 * @param handshakes under way at the same time, per worker
 * @param handshakesPerOffer under way at the same time, per worker and offer
 * @param handshakeNanos until a handshake is abandoned
 */
public record DtlsLimits(int handshakes, int handshakesPerOffer, long handshakeNanos) {
    public static final DtlsLimits DEFAULT = new DtlsLimits(1024, 4, 60_000_000_000L);
}

package io.sallyport.dataplane.route;

/**
 * The sending side of a channel to one client: where packets for its addresses go.
 *
 * <p>Packets arrive in batches: any number of {@link #send}, then one {@link #flush}. Both are called by the worker that
 * {@link #affinity} names and by no other thread.
 */
public interface PacketSink {
    /** Bytes in front of every packet that a sink may overwrite, for its header. */
    int HEADROOM = 16;

    /** The worker that may call {@link #send} and {@link #flush}. Never changes. */
    Affinity affinity();

    /**
     * Takes one packet, {@code bytes[offset .. offset + length)}. The array is the caller's: everything needed of it has been
     * copied or sealed on return. A sink that cannot take more drops the packet and counts it.
     *
     * @return whether this is the first packet since the last flush, so that the caller owes a {@link #flush}
     */
    boolean send(byte[] bytes, int offset, int length);

    /** Puts on the wire what {@link #send} has taken. */
    void flush();
}

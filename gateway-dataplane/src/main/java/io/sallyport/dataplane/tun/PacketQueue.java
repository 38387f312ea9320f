package io.sallyport.dataplane.tun;

/**
 * A worker's way to the inside network: packets out of the kernel and into it, in batches. Confined to that worker.
 *
 * <p>Reading pushes: each packet is handed over as soon as it stands in memory, because a later rung of the offload ladder
 * cuts super-packets in place, and the next segment's header overwrites the end of this one.
 */
public interface PacketQueue extends AutoCloseable {

    /** Takes the packets that {@link #read} finds. */
    @FunctionalInterface
    interface Receiver {
        /**
         * One packet, {@code bytes[offset .. offset + length)}, with {@link
         * io.sallyport.dataplane.route.PacketSink#HEADROOM} bytes in front of it that may be overwritten. Valid during the
         * call only.
         */
        void packet(byte[] bytes, int offset, int length);
    }

    /** What the event loop watches for readability. */
    int fd();

    /**
     * Reads until the queue is empty, at most {@code budget} times.
     *
     * @return reads that found something, less than {@code budget} if the queue is empty now; -1 if the queue is gone and
     *     will never give a packet again
     */
    int read(int budget, Receiver receiver);

    /**
     * Takes one packet for the kernel; it has been copied on return, but may not have left before {@link #flush}.
     *
     * @return false if the kernel would not take it: the packet is lost, and the caller counts it
     */
    boolean append(byte[] bytes, int offset, int length);

    /** Hands the kernel all that {@link #append} has taken. */
    void flush();

    @Override
    void close();
}

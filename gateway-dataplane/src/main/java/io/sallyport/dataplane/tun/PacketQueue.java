package io.sallyport.dataplane.tun;

/**
 * A worker's way to the inside network: packets out of the kernel and into it, in batches. Confined to that worker.
 *
 * <p>Reading pushes: each packet is handed over where it stands in memory, because super-packets are cut in place, and the
 * next segment's header overwrites the end of this one. Packets of a flow come in order; between flows a queue may have some
 * overtake others of the same read.
 */
public interface PacketQueue extends AutoCloseable {

    /** Takes the packets that {@link #read} finds. */
    @FunctionalInterface
    interface Receiver {
        /**
         * One packet or super-packet, {@code bytes[offset .. offset + length)}, with {@link
         * io.sallyport.dataplane.route.PacketSink#HEADROOM} bytes in front of it that may be overwritten: the last of them are
         * its {@link io.sallyport.dataplane.packet.VnetHeader}. Valid during the call only.
         */
        void packet(byte[] bytes, int offset, int length);
    }

    /** What the event loop watches for readability. */
    int fd();

    /**
     * Reads until the queue is empty, but no more than a step of the worker's loop allows.
     *
     * @param maxReads reads after which it returns
     * @param maxBytes bytes after which it returns
     * @return false if the queue is broken and will never give a packet again
     */
    boolean read(int maxReads, int maxBytes, Receiver receiver);

    /**
     * Takes one packet for the kernel; it has been copied on return, but may not have left before {@link #flush}.
     *
     * @return packets that the kernel would not take: this one, earlier ones, or both. They are lost, and the caller counts
     *     them
     */
    int append(byte[] bytes, int offset, int length);

    /**
     * Hands the kernel all that {@link #append} has taken.
     *
     * @return packets that it would not take
     */
    int flush();

    /** Packets and super-packets handed to the kernel so far. */
    long writes();

    /** Acknowledgements so far that were not handed to the kernel, because a later one says more. */
    long superseded();

    @Override
    void close();
}

package io.sallyport.dataplane.packet;

/** Takes the packets that one has been cut into, in order. */
@FunctionalInterface
public interface PacketOutput {
    /**
     * One packet, {@code bytes[offset .. offset + length)}. The next one is written over its end, and what stands in front of
     * it is free to be overwritten: all that is needed of it has been copied on return.
     */
    void packet(byte[] bytes, int offset, int length);
}

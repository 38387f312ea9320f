package io.sallyport.dataplane.compress;

/** A way to write a packet in fewer bytes. An instance holds scratch memory of one worker and is confined to it. */
public sealed interface PacketCompression permits Lzs, Lz4 {
    /** Bytes of the largest packet. */
    int LARGEST_PACKET = 65_535;

    /**
     * Compresses {@code source[offset .. offset + length)}.
     *
     * @param length at most {@link #LARGEST_PACKET}
     * @param target has room for {@code length} bytes; does not overlap the source
     * @return bytes written, less than {@code length}; 0 if the packet does not become shorter: then it is sent as it is
     */
    int compress(byte[] source, int offset, int length, byte[] target, int targetOffset);

    /**
     * Undoes {@link #compress}, or a peer's; anything may stand in the source.
     *
     * @param limit bytes that the target has room for; does not overlap the source
     * @return bytes written; -1 if the source is malformed or yields more than {@code limit}
     */
    int decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int limit);
}

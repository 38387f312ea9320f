package io.sallyport.server.cstp;

import io.sallyport.dataplane.compress.PacketCompression;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.server.tunnel.Encoding;

/** Compression as one channel has agreed on it, with room for what comes out. Confined to the channel's worker. */
public final class ChannelCompression {
    /** Where results begin: in front there is room for a header. */
    public static final int OFFSET = PacketSink.HEADROOM;

    private static final int LARGEST_RESULT = 16 * 1024; // no packet of a tunnel is larger
    private static final int WORTH_TRYING = 128; // below, the headers of the frame are most of it

    private final PacketCompression compression;
    private final byte[] result = new byte[OFFSET + LARGEST_RESULT];

    public ChannelCompression(Encoding encoding) {
        this.compression = encoding.newCompression();
    }

    /** @return bytes of the compressed packet; 0 if it is better sent as it is */
    public int compress(byte[] bytes, int offset, int length) {
        return length < WORTH_TRYING || length > LARGEST_RESULT
                ? 0
                : compression.compress(bytes, offset, length, result, OFFSET);
    }

    /** @return bytes of the packet; -1 if there is none to be had of this */
    public int decompress(byte[] bytes, int offset, int length) {
        return compression.decompress(bytes, offset, length, result, OFFSET, LARGEST_RESULT);
    }

    /** The latest result stands from {@link #OFFSET} on. */
    public byte[] result() {
        return result;
    }
}

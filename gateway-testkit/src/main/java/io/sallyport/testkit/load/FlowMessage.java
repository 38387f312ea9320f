package io.sallyport.testkit.load;

import java.nio.ByteBuffer;

/**
 * What stands in the UDP datagrams between a client and its {@link TrafficPeer}: data, whose bytes mean nothing, and counts,
 * by which each side tells the other how much of it has come.
 *
 * <pre>
 *   offset 0     1        2..3                     4..7                    8..15
 *          kind  1=reset  bytes of a data payload  packets under way, most  data packets received so far
 * </pre>
 *
 * All data of a flow is alike, so that it costs a client nothing to make.
 *
 * @param reset whatever is under way is lost: what comes now begins anew
 * @param payloadLength of the data that is wanted in return; bytes
 * @param window packets of it that may be under way
 * @param received data packets in all
 */
record FlowMessage(boolean reset, int payloadLength, int window, long received) {
    static final int LENGTH = 16;

    /** Data packets after which the receiver sends a count: as many as a batch of the kernel's has. */
    static final int COUNT_EVERY = 40;

    private static final byte DATA = 0;
    private static final byte COUNT = 1;
    private static final int LARGEST_PAYLOAD = 1472;
    private static final int LARGEST_WINDOW = 1 << 16;

    static boolean isData(byte[] bytes, int offset, int length) {
        return length > 0 && bytes[offset] == DATA;
    }

    static byte[] data(int length) {
        byte[] bytes = new byte[length];
        for (int i = 1; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    static boolean isCount(byte[] bytes, int offset, int length) {
        return length == LENGTH && bytes[offset] == COUNT;
    }

    /** Reads a count; what is out of bounds is brought into them. */
    static FlowMessage count(byte[] bytes, int offset) {
        ByteBuffer message = ByteBuffer.wrap(bytes, offset, LENGTH);
        message.get();
        boolean reset = message.get() == 1;
        int payloadLength = Math.clamp(Short.toUnsignedInt(message.getShort()), 1, LARGEST_PAYLOAD);
        int window = Math.clamp(message.getInt(), COUNT_EVERY, LARGEST_WINDOW);
        return new FlowMessage(reset, payloadLength, window, message.getLong());
    }

    void write(byte[] bytes, int offset) {
        ByteBuffer.wrap(bytes, offset, LENGTH)
                .put(COUNT)
                .put((byte) (reset ? 1 : 0))
                .putShort((short) payloadLength)
                .putInt(window)
                .putLong(received);
    }
}

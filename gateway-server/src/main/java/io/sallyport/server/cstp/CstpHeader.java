package io.sallyport.server.cstp;

/**
 * The eight bytes in front of every CSTP payload.
 *
 * <pre>
 *   0  1  2  3    4..5              6      7
 *   53 54 46 01   payload length    type   00
 *   S  T  F       big endian
 * </pre>
 */
final class CstpHeader {
    static final int LENGTH = 8;
    static final int MAX_PAYLOAD_LENGTH = 0xFFFF;

    private static final int LENGTH_OFFSET = 4;
    private static final int TYPE_OFFSET = 6;
    private static final int RESERVED_OFFSET = 7;

    private CstpHeader() {}

    static void write(byte[] bytes, int offset, int type, int payloadLength) {
        bytes[offset] = 'S';
        bytes[offset + 1] = 'T';
        bytes[offset + 2] = 'F';
        bytes[offset + 3] = 0x01;
        bytes[offset + LENGTH_OFFSET] = (byte) (payloadLength >>> 8);
        bytes[offset + LENGTH_OFFSET + 1] = (byte) payloadLength;
        bytes[offset + TYPE_OFFSET] = (byte) type;
        bytes[offset + RESERVED_OFFSET] = 0;
    }

    static boolean hasMagic(byte[] bytes, int offset) {
        return bytes[offset] == 'S'
                && bytes[offset + 1] == 'T'
                && bytes[offset + 2] == 'F'
                && bytes[offset + 3] == 0x01;
    }

    static int payloadLength(byte[] bytes, int offset) {
        return (bytes[offset + LENGTH_OFFSET] & 0xFF) << 8 | (bytes[offset + LENGTH_OFFSET + 1] & 0xFF);
    }

    static int type(byte[] bytes, int offset) {
        return bytes[offset + TYPE_OFFSET] & 0xFF;
    }

    static int reserved(byte[] bytes, int offset) {
        return bytes[offset + RESERVED_OFFSET] & 0xFF;
    }
}

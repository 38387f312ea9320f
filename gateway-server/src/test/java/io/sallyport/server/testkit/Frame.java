package io.sallyport.server.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * One unit of the TLS channel: {@code 53 54 46 01}, payload length in two bytes, type, 0, payload.
 *
 * @param type 0..255, also one that nobody defined
 */
public record Frame(int type, byte... payload) {
    public static final int DATA = 0x00;
    public static final int DPD_REQUEST = 0x03;
    public static final int DPD_RESPONSE = 0x04;
    public static final int DISCONNECT = 0x05;
    public static final int KEEPALIVE = 0x07;
    public static final int COMPRESSED = 0x08;
    public static final int TERMINATE = 0x09;

    static final int HEADER = 8;

    public static Frame data(byte[] packet) {
        return new Frame(DATA, packet);
    }

    public static Frame dpdRequest(String text) {
        return new Frame(DPD_REQUEST, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** As it stands on the wire. */
    public byte[] bytes() {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(0x53_54_46_01)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) 0)
                .put(payload)
                .array();
    }

    /** @param bytes exactly one frame, to the last byte */
    static Frame parse(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || buffer.getInt() != 0x53_54_46_01 || bytes[7] != 0) {
            throw new AssertionError("not a frame: " + HexFormat.of().formatHex(bytes));
        }
        if ((buffer.getShort() & 0xFFFF) != bytes.length - HEADER) {
            throw new AssertionError("not one frame: " + HexFormat.of().formatHex(bytes));
        }
        byte[] payload = new byte[bytes.length - HEADER];
        buffer.get(HEADER, payload);
        return new Frame(bytes[6] & 0xFF, payload);
    }

    /** The payload as ASCII. */
    public String text() {
        return new String(payload, StandardCharsets.US_ASCII);
    }
}

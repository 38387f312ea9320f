package io.sallyport.testkit.cstp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One unit of the TLS channel.
 *
 * <pre>
 *   offset 0  1  2  3    4..5                  6      7     8..
 *         'S''T''F' 01   payload length, big   type   00    payload
 * </pre>
 *
 * <p>Source: draft-mavrogiannopoulos-openconnect-02, "The CSTP channel".
 */
public final class CstpFrame {
    public static final int DATA = 0x00;
    public static final int DPD_REQUEST = 0x03;
    public static final int DPD_RESPONSE = 0x04;
    public static final int DISCONNECT = 0x05;
    public static final int KEEPALIVE = 0x07;
    public static final int COMPRESSED = 0x08;
    public static final int TERMINATE = 0x09;

    static final int HEADER_LENGTH = 8;
    static final int MAGIC = 0x53_54_46_01;

    private static final int LENGTH_OFFSET = 4;
    private static final int TYPE_OFFSET = 6;
    private static final byte BYE_BY_USER = (byte) 0xB0;

    private final int type;
    private final byte[] payload;

    /**
     * @param type 0..255, also one that nobody defined
     * @param payload at most 65535 bytes; taken over
     */
    public CstpFrame(int type, byte... payload) {
        this.type = type;
        this.payload = payload;
    }

    /** What a client says whose user asked to leave: its session ends. */
    public static CstpFrame bye(String text) {
        byte[] reason = text.getBytes(StandardCharsets.US_ASCII);
        return new CstpFrame(
                DISCONNECT,
                ByteBuffer.allocate(1 + reason.length)
                        .put(BYE_BY_USER)
                        .put(reason)
                        .array());
    }

    public int type() {
        return type;
    }

    /** Not copied: who changes it, changes the frame. */
    public byte[] payload() {
        return payload;
    }

    /** Header and payload. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(HEADER_LENGTH + payload.length)
                .putInt(MAGIC)
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) 0)
                .put(payload)
                .array();
    }

    /** Bytes that the frame at the buffer's position has, header and payload; the header must be there. */
    static int lengthAt(ByteBuffer buffer) {
        return HEADER_LENGTH + Short.toUnsignedInt(buffer.getShort(buffer.position() + LENGTH_OFFSET));
    }

    static int magicAt(ByteBuffer buffer) {
        return buffer.getInt(buffer.position());
    }

    /** Takes the frame at the buffer's position, all of which must be there. */
    static CstpFrame take(ByteBuffer buffer) {
        byte[] payload = new byte[lengthAt(buffer) - HEADER_LENGTH];
        int type = Byte.toUnsignedInt(buffer.get(buffer.position() + TYPE_OFFSET));
        buffer.position(buffer.position() + HEADER_LENGTH).get(payload);
        return new CstpFrame(type, payload);
    }

    @Override
    public String toString() {
        return "CstpFrame[type=0x%02x, length=%d]".formatted(type, payload.length);
    }
}

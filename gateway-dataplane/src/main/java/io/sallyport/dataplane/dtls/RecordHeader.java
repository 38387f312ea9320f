package io.sallyport.dataplane.dtls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The header of a DTLS record that stands in an array; owns nothing.
 *
 * <pre>
 * offset 0     1..2     3..4   5..10            11..12
 *        type  version  epoch  sequence number  bytes that follow
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc6347">RFC 6347, section 4.1</a>
 */
public final class RecordHeader {
    public static final int LENGTH = 13;
    static final long SEQUENCE_MASK = 0xFFFF_FFFF_FFFFL;

    private static final int VERSION_OFFSET = 1;
    private static final int NUMBER_OFFSET = 3;
    private static final int BODY_LENGTH_OFFSET = 11;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private RecordHeader() {}

    public static int type(byte[] bytes, int offset) {
        return bytes[offset] & 0xFF;
    }

    public static int version(byte[] bytes, int offset) {
        return u16(bytes, offset + VERSION_OFFSET);
    }

    /** Epoch and sequence number in one, the epoch in the upper 16 bits: the number that MACs and nonces are made of. */
    public static long number(byte[] bytes, int offset) {
        return u64(bytes, offset + NUMBER_OFFSET);
    }

    public static int epoch(long number) {
        return (int) (number >>> 48);
    }

    public static long sequence(long number) {
        return number & SEQUENCE_MASK;
    }

    public static int bodyLength(byte[] bytes, int offset) {
        return u16(bytes, offset + BODY_LENGTH_OFFSET);
    }

    static void write(byte[] bytes, int offset, int type, DtlsVersion version, long number, int bodyLength) {
        bytes[offset] = (byte) type;
        putU16(bytes, offset + VERSION_OFFSET, version.wire());
        putU64(bytes, offset + NUMBER_OFFSET, number);
        putU16(bytes, offset + BODY_LENGTH_OFFSET, bodyLength);
    }

    /** What a MAC covers in front of the content, or an AEAD beside it: number, type, version, length of the content. */
    static void writePseudoHeader(byte[] bytes, long number, int type, DtlsVersion version, int contentLength) {
        putU64(bytes, 0, number);
        bytes[8] = (byte) type;
        putU16(bytes, 9, version.wire());
        putU16(bytes, 11, contentLength);
    }

    static int u16(byte[] bytes, int index) {
        return (short) U16.get(bytes, index) & 0xFFFF;
    }

    static void putU16(byte[] bytes, int index, int value) {
        U16.set(bytes, index, (short) value);
    }

    static long u64(byte[] bytes, int index) {
        return (long) U64.get(bytes, index);
    }

    static void putU64(byte[] bytes, int index, long value) {
        U64.set(bytes, index, value);
    }
}

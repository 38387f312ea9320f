package io.sallyport.dataplane.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The virtio-net header of a packet, what the sender has left for a network card to do; owns nothing. Ten bytes in host
 * order, directly in front of the packet. All zero: nothing.
 *
 * <p>Every method takes the place where the packet starts.
 *
 * @see <a href="https://docs.oasis-open.org/virtio/virtio/v1.2/virtio-v1.2.html">virtio 1.2, section 5.1.6</a>
 */
public final class VnetHeader {
    public static final int LENGTH = 10;

    static final int GSO_NONE = 0;
    static final int GSO_TCPV4 = 1;
    static final int GSO_TCPV6 = 4;
    static final int GSO_UDP_L4 = 5;

    private static final int GSO_ECN = 0x80; // a flag beside the type: the first segment has CWR
    private static final int FLAGS_OFFSET = 0;
    private static final int FLAG_NEEDS_CHECKSUM = 1;
    private static final int GSO_TYPE_OFFSET = 1;
    private static final int HEADERS_LENGTH_OFFSET = 2;
    private static final int GSO_SIZE_OFFSET = 4;
    private static final int CHECKSUM_START_OFFSET = 6;
    private static final int CHECKSUM_OFFSET_OFFSET = 8;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder())
            .withInvokeExactBehavior();

    private VnetHeader() {}

    /** Nothing is left to do for the packet. */
    public static void clear(byte[] bytes, int packet) {
        Arrays.fill(bytes, packet - LENGTH, packet, (byte) 0);
    }

    /** Whether this is several segments in one, to be cut by {@link Segmenter}. */
    public static boolean isSuperPacket(byte[] bytes, int packet) {
        return bytes[packet - LENGTH + GSO_TYPE_OFFSET] != GSO_NONE;
    }

    static int gsoType(byte[] bytes, int packet) {
        return bytes[packet - LENGTH + GSO_TYPE_OFFSET] & ~GSO_ECN & 0xFF;
    }

    /** Payload bytes of each segment; the last one may have less. */
    static int gsoSize(byte[] bytes, int packet) {
        return u16(bytes, packet - LENGTH + GSO_SIZE_OFFSET);
    }

    static boolean needsChecksum(byte[] bytes, int packet) {
        return (bytes[packet - LENGTH + FLAGS_OFFSET] & FLAG_NEEDS_CHECKSUM) != 0;
    }

    /** Where the transport header starts, from the start of the packet. */
    static int checksumStart(byte[] bytes, int packet) {
        return u16(bytes, packet - LENGTH + CHECKSUM_START_OFFSET);
    }

    /**
     * Completes the checksum of a packet that is none of several segments, if that was left to do. The field has the sum of
     * the pseudo-header already.
     *
     * @return false if the header names a place outside of the packet
     */
    public static boolean completeChecksum(byte[] bytes, int packet, int length) {
        if (!needsChecksum(bytes, packet)) {
            return true;
        }
        int start = checksumStart(bytes, packet);
        int field = start + u16(bytes, packet - LENGTH + CHECKSUM_OFFSET_OFFSET);
        if (field + 2 > length) {
            return false;
        }
        int checksum = ~Checksum.fold(Checksum.sum(bytes, packet + start, length - start)) & 0xFFFF;
        IpPacket.putU16(bytes, packet + field, checksum == 0 ? 0xFFFF : checksum); // 0 would mean none, to UDP
        return true;
    }

    /** Says that a packet is several segments whose transport checksums are left to do. */
    static void writeSuperPacket(
            byte[] header, int gsoType, int headersLength, int gsoSize, int transport, int checksumOffset) {
        header[FLAGS_OFFSET] = FLAG_NEEDS_CHECKSUM;
        header[GSO_TYPE_OFFSET] = (byte) gsoType;
        putU16(header, HEADERS_LENGTH_OFFSET, headersLength);
        putU16(header, GSO_SIZE_OFFSET, gsoSize);
        putU16(header, CHECKSUM_START_OFFSET, transport);
        putU16(header, CHECKSUM_OFFSET_OFFSET, checksumOffset);
    }

    private static int u16(byte[] bytes, int index) {
        return (short) U16.get(bytes, index) & 0xFFFF;
    }

    private static void putU16(byte[] bytes, int index, int value) {
        U16.set(bytes, index, (short) value);
    }
}

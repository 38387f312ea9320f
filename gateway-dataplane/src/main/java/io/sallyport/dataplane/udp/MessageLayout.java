package io.sallyport.dataplane.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The kernel's structures around a datagram, as Linux lays them out on 64-bit machines; owns nothing.
 *
 * <pre>
 * mmsghdr 64      name @0 | namelen u32 @8 | iov @16 | iovlen @24 | control @32 | controllen @40 | flags u32 @48 | len u32 @56
 * iovec 16        base @0 | length @8
 * sockaddr_in6 28 family u16 @0 | port u16 @2, big-endian | flow u32 @4 | address 16 @8 | scope u32 @24
 * cmsghdr         length u64 @0, header included | level u32 @8 | type u32 @12 | data @16; next one at a multiple of 8
 * </pre>
 */
final class MessageLayout {
    static final int MESSAGE_LENGTH = 64;
    static final int NAMELEN_OFFSET = 8;
    static final int IOV_OFFSET = 16;
    static final int IOVLEN_OFFSET = 24;
    static final int CONTROL_OFFSET = 32;
    static final int CONTROLLEN_OFFSET = 40;
    static final int FLAGS_OFFSET = 48;
    static final int LEN_OFFSET = 56;

    static final int IOVEC_LENGTH = 16;
    static final int IOVEC_SIZE_OFFSET = 8;

    static final int ADDRESS_LENGTH = 28;
    static final int AF_INET6 = 10;

    static final int CONTROL_LENGTH = 128;
    static final int SOL_UDP = 17;
    static final int UDP_SEGMENT = 103;
    static final int UDP_GRO = 104;
    static final int SOL_IPV6 = 41;
    static final int IPV6_PKTINFO = 50;

    private static final int CONTROL_HEADER_LENGTH = 16;
    private static final int PACKET_INFO_LENGTH = 20; // address 16, interface u32
    private static final ValueLayout.OfShort U16_BIG = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong U64_BIG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private MessageLayout() {}

    /** Ties a message to its parts for good: all stand in {@code memory}. */
    static void tie(MemorySegment memory, long message, long name, long iovec, long control) {
        memory.set(JAVA_LONG, message, memory.address() + name);
        memory.set(JAVA_LONG, message + IOV_OFFSET, memory.address() + iovec);
        memory.set(JAVA_LONG, message + IOVLEN_OFFSET, 1);
        memory.set(JAVA_LONG, message + CONTROL_OFFSET, memory.address() + control);
    }

    static void writeName(MemorySegment memory, long at, Endpoint endpoint) {
        memory.set(JAVA_SHORT, at, (short) AF_INET6);
        memory.set(U16_BIG, at + 2, (short) endpoint.port());
        memory.set(JAVA_INT, at + 4, 0);
        memory.set(U64_BIG, at + 8, endpoint.high());
        memory.set(U64_BIG, at + 16, endpoint.low());
        memory.set(JAVA_INT, at + 24, endpoint.scope());
    }

    static void readName(MemorySegment memory, long at, Endpoint endpoint) {
        endpoint.setRemote(
                memory.get(U64_BIG, at + 8),
                memory.get(U64_BIG, at + 16),
                memory.get(U16_BIG, at + 2) & 0xFFFF,
                memory.get(JAVA_INT, at + 24));
    }

    /**
     * Writes what goes along with a datagram: our address, if it is known, and the length of segments.
     *
     * @param segment 0 for a single datagram
     * @return bytes written
     */
    static int writeControl(MemorySegment memory, long control, Endpoint endpoint, int segment) {
        long at = control;
        if (endpoint.localHigh() != 0 || endpoint.localLow() != 0) {
            writeControlHeader(memory, at, PACKET_INFO_LENGTH, SOL_IPV6, IPV6_PKTINFO);
            memory.set(U64_BIG, at + CONTROL_HEADER_LENGTH, endpoint.localHigh());
            memory.set(U64_BIG, at + CONTROL_HEADER_LENGTH + 8, endpoint.localLow());
            memory.set(JAVA_INT, at + CONTROL_HEADER_LENGTH + 16, 0); // any interface
            at += aligned(CONTROL_HEADER_LENGTH + PACKET_INFO_LENGTH);
        }
        if (segment > 0) {
            writeControlHeader(memory, at, 2, SOL_UDP, UDP_SEGMENT);
            memory.set(JAVA_SHORT, at + CONTROL_HEADER_LENGTH, (short) segment);
            at += aligned(CONTROL_HEADER_LENGTH + 2);
        }
        return (int) (at - control);
    }

    private static void writeControlHeader(MemorySegment memory, long at, int dataLength, int level, int type) {
        memory.set(JAVA_LONG, at, CONTROL_HEADER_LENGTH + dataLength);
        memory.set(JAVA_INT, at + 8, level);
        memory.set(JAVA_INT, at + 12, type);
    }

    /**
     * Reads what came along with a datagram, our address into {@code endpoint}.
     *
     * @param length bytes that the kernel has written
     * @return bytes of each of the datagrams that were joined into one; 0 if it is a single one
     */
    static int readControl(MemorySegment memory, long control, long length, Endpoint endpoint) {
        int segment = 0;
        endpoint.setLocal(0, 0);
        long end = control + length;
        for (long at = control; end - at >= CONTROL_HEADER_LENGTH; ) {
            int level = memory.get(JAVA_INT, at + 8);
            int type = memory.get(JAVA_INT, at + 12);
            if (level == SOL_IPV6 && type == IPV6_PKTINFO) {
                endpoint.setLocal(
                        memory.get(U64_BIG, at + CONTROL_HEADER_LENGTH),
                        memory.get(U64_BIG, at + CONTROL_HEADER_LENGTH + 8));
            } else if (level == SOL_UDP && type == UDP_GRO) {
                segment = memory.get(JAVA_INT, at + CONTROL_HEADER_LENGTH);
            }
            at += aligned(memory.get(JAVA_LONG, at));
        }
        return segment;
    }

    private static long aligned(long length) {
        return length + 7 & ~7L;
    }
}

package io.sallyport.dataplane.packet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Views on the headers of an IP packet that stands in an array; owns nothing. The packet is
 * {@code bytes[offset .. offset + length)}.
 *
 * <p>Every method but {@link #check} expects a packet that {@code check} has passed. Addresses are compared as numbers in
 * network order: an IPv4 address is an {@code int}, an IPv6 address two {@code long}s.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc791">RFC 791, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/info/rfc8200">RFC 8200, section 3</a>
 */
public final class IpPacket {
    public static final int IPV4_HEADER_LENGTH = 20; // without options
    public static final int IPV6_HEADER_LENGTH = 40;

    static final int PROTOCOL_TCP = 6;
    static final int PROTOCOL_UDP = 17;
    static final int PROTOCOL_ICMP = 1;
    static final int PROTOCOL_IGMP = 2;
    static final int PROTOCOL_ICMPV6 = 58;

    static final int IPV4_TOTAL_LENGTH_OFFSET = 2;
    static final int IPV4_IDENTIFICATION_OFFSET = 4;
    static final int IPV4_FRAGMENT_OFFSET = 6;
    static final int IPV4_PROTOCOL_OFFSET = 9;
    static final int IPV4_CHECKSUM_OFFSET = 10;
    static final int IPV4_SOURCE_OFFSET = 12;
    static final int IPV4_DESTINATION_OFFSET = 16;
    static final int IPV6_PAYLOAD_LENGTH_OFFSET = 4;
    static final int IPV6_NEXT_HEADER_OFFSET = 6;
    static final int IPV6_SOURCE_OFFSET = 8;
    static final int IPV6_DESTINATION_OFFSET = 24;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN)
            .withInvokeExactBehavior();

    private IpPacket() {}

    /** What {@link #check} finds. */
    public enum Shape {
        IPV4,
        IPV6,
        /** Not an IP packet, or its own length field disagrees with the bytes that came. */
        MALFORMED
    }

    /**
     * Whether the bytes are one whole IP packet: a known version, a header that fits, and a length field that names exactly
     * {@code length}. Checksums are the receiver's business.
     */
    public static Shape check(byte[] bytes, int offset, int length) {
        if (length < IPV4_HEADER_LENGTH) {
            return Shape.MALFORMED;
        }
        return switch (version(bytes, offset)) {
            case 4 -> {
                int headerLength = ipv4HeaderLength(bytes, offset);
                boolean whole = headerLength >= IPV4_HEADER_LENGTH
                        && headerLength <= length
                        && u16(bytes, offset + IPV4_TOTAL_LENGTH_OFFSET) == length;
                yield whole ? Shape.IPV4 : Shape.MALFORMED;
            }
            case 6 -> {
                boolean whole = length >= IPV6_HEADER_LENGTH
                        && u16(bytes, offset + IPV6_PAYLOAD_LENGTH_OFFSET) == length - IPV6_HEADER_LENGTH;
                yield whole ? Shape.IPV6 : Shape.MALFORMED;
            }
            default -> Shape.MALFORMED;
        };
    }

    /** 4, 6, or nonsense: the first four bits, unchecked. */
    public static int version(byte[] bytes, int offset) {
        return (bytes[offset] & 0xF0) >>> 4;
    }

    public static int ipv4Source(byte[] bytes, int offset) {
        return u32(bytes, offset + IPV4_SOURCE_OFFSET);
    }

    public static int ipv4Destination(byte[] bytes, int offset) {
        return u32(bytes, offset + IPV4_DESTINATION_OFFSET);
    }

    public static long ipv6SourceHigh(byte[] bytes, int offset) {
        return u64(bytes, offset + IPV6_SOURCE_OFFSET);
    }

    public static long ipv6SourceLow(byte[] bytes, int offset) {
        return u64(bytes, offset + IPV6_SOURCE_OFFSET + 8);
    }

    public static long ipv6DestinationHigh(byte[] bytes, int offset) {
        return u64(bytes, offset + IPV6_DESTINATION_OFFSET);
    }

    public static long ipv6DestinationLow(byte[] bytes, int offset) {
        return u64(bytes, offset + IPV6_DESTINATION_OFFSET + 8);
    }

    /**
     * Whether an IPv6 address is link-local (RFC 4291, section 2.5.6).
     *
     * @param high its upper half
     */
    public static boolean isLinkLocal(long high) {
        return high >>> 54 == 0xFE80 >>> 6;
    }

    /** What follows the header, going by an IPv4 packet's protocol field or an IPv6 packet's next header, unchecked. */
    static int protocol(byte[] bytes, int offset) {
        return bytes[offset + (version(bytes, offset) == 4 ? IPV4_PROTOCOL_OFFSET : IPV6_NEXT_HEADER_OFFSET)] & 0xFF;
    }

    /** Whether the packet serves the network itself (ICMP, IGMP, ICMPv6): such packets do not keep a session busy. */
    public static boolean isControl(byte[] bytes, int offset) {
        int protocol = protocol(bytes, offset);
        return version(bytes, offset) == 4
                ? protocol == PROTOCOL_ICMP || protocol == PROTOCOL_IGMP
                : protocol == PROTOCOL_ICMPV6 || protocol == 0; // hop-by-hop options: multicast listener reports
    }

    /**
     * Where the TCP header starts, or -1 when there is none in this packet: another protocol, a later fragment, an IPv6
     * extension header in front of it, or not enough bytes for a whole one.
     */
    static int tcpOffset(byte[] bytes, int offset, int length) {
        int headerLength;
        if (version(bytes, offset) == 4) {
            boolean laterFragment = (u16(bytes, offset + IPV4_FRAGMENT_OFFSET) & 0x1FFF) != 0;
            if (bytes[offset + IPV4_PROTOCOL_OFFSET] != PROTOCOL_TCP || laterFragment) {
                return -1;
            }
            headerLength = ipv4HeaderLength(bytes, offset);
        } else {
            if (bytes[offset + IPV6_NEXT_HEADER_OFFSET] != PROTOCOL_TCP) {
                return -1;
            }
            headerLength = IPV6_HEADER_LENGTH;
        }
        return length - headerLength >= Transport.TCP_HEADER_LENGTH ? offset + headerLength : -1;
    }

    static int ipv4HeaderLength(byte[] bytes, int offset) {
        return (bytes[offset] & 0x0F) * 4;
    }

    static int u16(byte[] bytes, int index) {
        return (short) U16.get(bytes, index) & 0xFFFF;
    }

    static void putU16(byte[] bytes, int index, int value) {
        U16.set(bytes, index, (short) value);
    }

    static int u32(byte[] bytes, int index) {
        return (int) U32.get(bytes, index);
    }

    static void putU32(byte[] bytes, int index, int value) {
        U32.set(bytes, index, value);
    }

    static long u64(byte[] bytes, int index) {
        return (long) U64.get(bytes, index);
    }
}

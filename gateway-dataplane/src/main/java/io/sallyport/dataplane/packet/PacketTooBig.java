package io.sallyport.dataplane.packet;

/**
 * Writes what the sender of a packet is told that does not fit a tunnel and must not be fragmented; owns nothing.
 *
 * <p>The answer comes from the packet's own destination: the kernel takes no packet from outside that bears one of its own
 * addresses.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc1191">RFC 1191, section 4: fragmentation needed</a>
 * @see <a href="https://www.rfc-editor.org/info/rfc4443">RFC 4443, section 3.2: packet too big</a>
 */
public final class PacketTooBig {
    /** Bytes of the longest answer. */
    public static final int LONGEST = 1280; // RFC 4443, section 2.4 (c)

    private static final int LONGEST_IPV4 = 576; // RFC 1812, section 4.3.2.3
    private static final int ICMP_HEADER_LENGTH = 8;
    private static final int TTL = 64;
    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int ICMPV6_PACKET_TOO_BIG = 2;
    private static final int ICMPV6_FIRST_INFORMATIONAL = 128;

    private PacketTooBig() {}

    /**
     * Writes the answer to one packet.
     *
     * @param mtu what would have fitted, in bytes
     * @param answer at least {@link #LONGEST} bytes; the answer stands at its beginning
     * @return its length, or 0 if none is due: nobody answers an error, a later fragment, or a sender that is not one host
     */
    public static int answer(byte[] bytes, int offset, int length, int mtu, byte[] answer) {
        return IpPacket.version(bytes, offset) == 4
                ? answerIpv4(bytes, offset, length, mtu, answer)
                : answerIpv6(bytes, offset, length, mtu, answer);
    }

    private static int answerIpv4(byte[] bytes, int offset, int length, int mtu, byte[] answer) {
        int source = IpPacket.ipv4Source(bytes, offset);
        boolean oneHost = source >>> 24 != 0 && source >>> 28 < 0xE;
        boolean laterFragment = (IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET) & 0x1FFF) != 0;
        if (!oneHost || laterFragment || isIpv4Error(bytes, offset, length)) {
            return 0;
        }
        int headers = IpPacket.IPV4_HEADER_LENGTH + ICMP_HEADER_LENGTH;
        int total = Math.min(LONGEST_IPV4, headers + length);
        IpPacket.putU32(answer, 0, 0x4500_0000 | total);
        IpPacket.putU32(answer, IpPacket.IPV4_IDENTIFICATION_OFFSET, 0);
        IpPacket.putU32(answer, 8, (TTL << 24) | (IpPacket.PROTOCOL_ICMP << 16));
        IpPacket.putU32(answer, IpPacket.IPV4_SOURCE_OFFSET, IpPacket.ipv4Destination(bytes, offset));
        IpPacket.putU32(answer, IpPacket.IPV4_DESTINATION_OFFSET, source);
        Checksum.finishIpv4(answer, 0, IpPacket.IPV4_HEADER_LENGTH);
        int icmp = IpPacket.IPV4_HEADER_LENGTH;
        IpPacket.putU32(answer, icmp, (UNREACHABLE << 24) | (FRAGMENTATION_NEEDED << 16));
        IpPacket.putU32(answer, icmp + 4, mtu);
        System.arraycopy(bytes, offset, answer, headers, total - headers);
        IpPacket.putU16(answer, icmp + 2, ~Checksum.fold(Checksum.sum(answer, icmp, total - icmp)));
        return total;
    }

    private static int answerIpv6(byte[] bytes, int offset, int length, int mtu, byte[] answer) {
        long sourceHigh = IpPacket.ipv6SourceHigh(bytes, offset);
        long sourceLow = IpPacket.ipv6SourceLow(bytes, offset);
        boolean oneHost = sourceHigh >>> 56 != 0xFF && (sourceHigh | sourceLow) != 0;
        if (!oneHost || isIpv6Error(bytes, offset, length)) {
            return 0;
        }
        int icmp = IpPacket.IPV6_HEADER_LENGTH;
        int headers = icmp + ICMP_HEADER_LENGTH;
        int total = Math.min(LONGEST, headers + length);
        IpPacket.putU32(answer, 0, 0x6000_0000);
        IpPacket.putU32(
                answer,
                IpPacket.IPV6_PAYLOAD_LENGTH_OFFSET,
                ((total - icmp) << 16) | (IpPacket.PROTOCOL_ICMPV6 << 8) | TTL);
        System.arraycopy(bytes, offset + IpPacket.IPV6_DESTINATION_OFFSET, answer, IpPacket.IPV6_SOURCE_OFFSET, 16);
        System.arraycopy(bytes, offset + IpPacket.IPV6_SOURCE_OFFSET, answer, IpPacket.IPV6_DESTINATION_OFFSET, 16);
        IpPacket.putU32(answer, icmp, ICMPV6_PACKET_TOO_BIG << 24);
        IpPacket.putU32(answer, icmp + 4, mtu);
        System.arraycopy(bytes, offset, answer, headers, total - headers);
        long sum = Checksum.pseudoHeader(answer, 0, IpPacket.PROTOCOL_ICMPV6)
                + Checksum.word(total - icmp)
                + Checksum.sum(answer, icmp, total - icmp);
        IpPacket.putU16(answer, icmp + 2, ~Checksum.fold(sum));
        return total;
    }

    /** Errors and redirects (RFC 1122, section 3.2.2); queries and their answers may be answered. */
    private static boolean isIpv4Error(byte[] bytes, int offset, int length) {
        int icmp = IpPacket.ipv4HeaderLength(bytes, offset);
        if (bytes[offset + IpPacket.IPV4_PROTOCOL_OFFSET] != IpPacket.PROTOCOL_ICMP || icmp >= length) {
            return false;
        }
        return switch (bytes[offset + icmp]) {
            case 3, 4, 5, 11, 12 -> true;
            default -> false;
        };
    }

    private static boolean isIpv6Error(byte[] bytes, int offset, int length) {
        return bytes[offset + IpPacket.IPV6_NEXT_HEADER_OFFSET] == IpPacket.PROTOCOL_ICMPV6
                && length > IpPacket.IPV6_HEADER_LENGTH
                && (bytes[offset + IpPacket.IPV6_HEADER_LENGTH] & 0xFF) < ICMPV6_FIRST_INFORMATIONAL;
    }
}

package io.sallyport.dataplane.packet;

/**
 * To which flow a packet belongs, as a number: the same for all packets of a flow, now and then the same for two flows; owns
 * nothing.
 */
public final class FlowKey {
    /** It cannot be told: a fragment, options or extension headers in front of the transport header, a rare protocol. */
    public static final long UNKNOWN = 0;

    private static final int FRAGMENT = 0x3FFF; // more fragments, or not the first
    private static final int PORTS_LENGTH = 4;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private FlowKey() {}

    /** Reads a packet that {@link IpPacket#check} has passed. */
    public static long of(byte[] bytes, int offset, int length) {
        boolean ipv4 = IpPacket.version(bytes, offset) == 4;
        if (ipv4 && !isPlain(bytes, offset)) {
            return UNKNOWN;
        }
        int transport = ipv4 ? IpPacket.IPV4_HEADER_LENGTH : IpPacket.IPV6_HEADER_LENGTH;
        long addresses = ipv4 ? IpPacket.u64(bytes, offset + IpPacket.IPV4_SOURCE_OFFSET) : ipv6(bytes, offset);
        int protocol = IpPacket.protocol(bytes, offset);
        return switch (protocol) {
            case IpPacket.PROTOCOL_TCP, IpPacket.PROTOCOL_UDP ->
                length < transport + PORTS_LENGTH
                        ? UNKNOWN
                        : addresses ^ Integer.toUnsignedLong(IpPacket.u32(bytes, offset + transport)) * MIX ^ protocol;
            case IpPacket.PROTOCOL_ICMP, IpPacket.PROTOCOL_ICMPV6 -> addresses ^ protocol;
            default -> UNKNOWN;
        };
    }

    private static boolean isPlain(byte[] bytes, int offset) {
        return bytes[offset] == 0x45 && (IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET) & FRAGMENT) == 0;
    }

    private static long ipv6(byte[] bytes, int offset) {
        return IpPacket.ipv6SourceHigh(bytes, offset) * 31
                + IpPacket.ipv6SourceLow(bytes, offset) * 37
                + IpPacket.ipv6DestinationHigh(bytes, offset) * 41
                + IpPacket.ipv6DestinationLow(bytes, offset);
    }
}

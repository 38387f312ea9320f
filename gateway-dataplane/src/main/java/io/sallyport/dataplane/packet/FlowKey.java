package io.sallyport.dataplane.packet;

/**
 * To which flow a packet belongs, as a number: the same for all packets of a flow, now and then the same for two flows. Owns
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
        if (IpPacket.version(bytes, offset) == 4) {
            boolean plain = bytes[offset] == 0x45
                    && (IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET) & FRAGMENT) == 0;
            return plain
                    ? of(
                            IpPacket.u64(bytes, offset + IpPacket.IPV4_SOURCE_OFFSET),
                            bytes[offset + IpPacket.IPV4_PROTOCOL_OFFSET],
                            bytes,
                            offset + IpPacket.IPV4_HEADER_LENGTH,
                            length - IpPacket.IPV4_HEADER_LENGTH)
                    : UNKNOWN;
        }
        long addresses = IpPacket.ipv6SourceHigh(bytes, offset) * 31
                + IpPacket.ipv6SourceLow(bytes, offset) * 37
                + IpPacket.ipv6DestinationHigh(bytes, offset) * 41
                + IpPacket.ipv6DestinationLow(bytes, offset);
        return of(
                addresses,
                bytes[offset + IpPacket.IPV6_NEXT_HEADER_OFFSET],
                bytes,
                offset + IpPacket.IPV6_HEADER_LENGTH,
                length - IpPacket.IPV6_HEADER_LENGTH);
    }

    private static long of(long addresses, int protocol, byte[] bytes, int transport, int length) {
        return switch (protocol) {
            case IpPacket.PROTOCOL_TCP, IpPacket.PROTOCOL_UDP ->
                length < PORTS_LENGTH
                        ? UNKNOWN
                        : addresses ^ Integer.toUnsignedLong(IpPacket.u32(bytes, transport)) * MIX ^ protocol;
            case IpPacket.PROTOCOL_ICMP, IpPacket.PROTOCOL_ICMPV6 -> addresses ^ protocol;
            default -> UNKNOWN;
        };
    }
}

package io.sallyport.dataplane.packet;

/**
 * What coalescing needs to know of one packet, read once; owned by one {@link Coalescer}, which reads one after another.
 */
final class FlowPacket {
    private static final int FRAGMENT = 0x3FFF; // more fragments, or not the first

    byte[] bytes = {};
    int offset;
    int length;
    boolean ipv4;
    boolean tcp;
    int transport; // from the start of the packet
    int headersLength;
    int payloadLength;
    /** The same for all packets of a flow; now and then the same for two flows. */
    long flow;

    /**
     * Reads a packet that {@link IpPacket#check} has passed.
     *
     * @return false if it cannot be told to which flow it belongs: a fragment, options or extension headers in front of the
     *     transport header, another protocol, lengths that contradict each other
     */
    boolean read(byte[] packetBytes, int packetOffset, int packetLength) {
        bytes = packetBytes;
        offset = packetOffset;
        length = packetLength;
        ipv4 = IpPacket.version(bytes, offset) == 4;
        int protocol;
        long addresses;
        if (ipv4) {
            boolean plain = bytes[offset] == 0x45
                    && (IpPacket.u16(bytes, offset + IpPacket.IPV4_FRAGMENT_OFFSET) & FRAGMENT) == 0;
            if (!plain) {
                return false;
            }
            transport = IpPacket.IPV4_HEADER_LENGTH;
            protocol = bytes[offset + IpPacket.IPV4_PROTOCOL_OFFSET];
            addresses = IpPacket.u64(bytes, offset + IpPacket.IPV4_SOURCE_OFFSET);
        } else {
            transport = IpPacket.IPV6_HEADER_LENGTH;
            protocol = bytes[offset + IpPacket.IPV6_NEXT_HEADER_OFFSET];
            addresses = IpPacket.ipv6SourceHigh(bytes, offset) * 31
                    + IpPacket.ipv6SourceLow(bytes, offset) * 37
                    + IpPacket.ipv6DestinationHigh(bytes, offset) * 41
                    + IpPacket.ipv6DestinationLow(bytes, offset);
        }
        tcp = protocol == IpPacket.PROTOCOL_TCP;
        return (tcp || protocol == IpPacket.PROTOCOL_UDP) && readTransport(addresses);
    }

    private boolean readTransport(long addresses) {
        int least = tcp ? Transport.TCP_HEADER_LENGTH : Transport.UDP_HEADER_LENGTH;
        if (transport + least > length) {
            return false;
        }
        int at = offset + transport;
        int headerLength = tcp ? Transport.tcpHeaderLength(bytes, at) : least;
        headersLength = transport + headerLength;
        payloadLength = length - headersLength;
        flow = addresses ^ Integer.toUnsignedLong(IpPacket.u32(bytes, at)) * 0x9E37_79B9_7F4A_7C15L ^ (tcp ? 1 : 0);
        boolean lengthFits = tcp || IpPacket.u16(bytes, at + Transport.UDP_LENGTH_OFFSET) == length - transport;
        return headerLength >= least && payloadLength >= 0 && lengthFits;
    }

    /**
     * Whether it may become part of a super-packet: it has payload and, of TCP, no flag that asks for special care. Its
     * checksum has to be right, for the super-packet will get a new one.
     */
    boolean mayJoin() {
        if (payloadLength == 0) {
            return false;
        }
        int at = offset + transport;
        if (tcp) {
            int flags = bytes[at + Transport.TCP_FLAGS_OFFSET] & ~(Transport.TCP_PSH | Transport.TCP_ECE);
            return flags == Transport.TCP_ACK && hasRightChecksum(IpPacket.PROTOCOL_TCP);
        }
        return IpPacket.u16(bytes, at + Transport.UDP_CHECKSUM_OFFSET) != 0 // 0: none
                && hasRightChecksum(IpPacket.PROTOCOL_UDP);
    }

    private boolean hasRightChecksum(int protocol) {
        int segmentLength = length - transport;
        long sum = Checksum.pseudoHeader(bytes, offset, protocol)
                + Checksum.word(segmentLength)
                + Checksum.sum(bytes, offset + transport, segmentLength);
        return Checksum.fold(sum) == 0xFFFF;
    }

    /** Whether the sender wants its data delivered at once. */
    boolean pushes() {
        return tcp && (bytes[offset + transport + Transport.TCP_FLAGS_OFFSET] & Transport.TCP_PSH) != 0;
    }
}

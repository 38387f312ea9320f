package io.sallyport.dataplane.packet;

/**
 * What coalescing needs to know of one packet, read once; owned by one {@link Coalescer}, which reads one after another.
 */
final class FlowPacket {
    byte[] bytes = {};
    int offset;
    int length;
    boolean ipv4;
    boolean tcp;
    int transport; // from the start of the packet
    int headersLength;
    int payloadLength;
    /** See {@link FlowKey}. */
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
        flow = FlowKey.of(bytes, offset, length);
        if (flow == FlowKey.UNKNOWN) {
            return false;
        }
        ipv4 = IpPacket.version(bytes, offset) == 4;
        transport = ipv4 ? IpPacket.IPV4_HEADER_LENGTH : IpPacket.IPV6_HEADER_LENGTH;
        int protocol = IpPacket.protocol(bytes, offset);
        tcp = protocol == IpPacket.PROTOCOL_TCP;
        return (tcp || protocol == IpPacket.PROTOCOL_UDP) && readTransport();
    }

    private boolean readTransport() {
        int least = tcp ? Transport.TCP_HEADER_LENGTH : Transport.UDP_HEADER_LENGTH;
        if (transport + least > length) {
            return false;
        }
        int at = offset + transport;
        int headerLength = tcp ? Transport.tcpHeaderLength(bytes, at) : least;
        headersLength = transport + headerLength;
        payloadLength = length - headersLength;
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

    /**
     * Whether it says nothing but how far its sender has come: of TCP, without payload, flags but ACK, and options but
     * timestamps. Its checksums have to be right, for it may stand for others.
     */
    boolean isPlainAcknowledgement() {
        int at = offset + transport;
        return tcp
                && payloadLength == 0
                && bytes[at + Transport.TCP_FLAGS_OFFSET] == Transport.TCP_ACK
                && (bytes[at + Transport.TCP_DATA_OFFSET_OFFSET] & 0x0F) == 0 // more flags, RFC 9768's among them
                && hasNoOptionButTimestamps()
                && hasRightChecksum(IpPacket.PROTOCOL_TCP)
                && (!ipv4 || Checksum.fold(Checksum.sum(bytes, offset, transport)) == 0xFFFF);
    }

    private boolean hasNoOptionButTimestamps() {
        int optionsLength = headersLength - transport - Transport.TCP_HEADER_LENGTH;
        return switch (optionsLength) {
            case 0 -> true;
            case Transport.TCP_TIMESTAMPS_LENGTH ->
                IpPacket.u32(bytes, offset + transport + Transport.TCP_HEADER_LENGTH) == Transport.TCP_TIMESTAMPS;
            default -> false;
        };
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

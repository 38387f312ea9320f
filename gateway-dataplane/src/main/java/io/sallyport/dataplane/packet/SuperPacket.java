package io.sallyport.dataplane.packet;

/**
 * A packet that grows by the next ones of its flow, or an acknowledgement that gives way to them; owned by one {@link
 * Coalescer}.
 *
 * <p>What it becomes when the kernel cuts it again is exactly what went in, but for the identification of IPv4 packets that
 * are not to be fragmented, which means nothing (RFC 6864, section 4.1).
 */
final class SuperPacket {
    private static final int LONGEST = 65_535;
    private static final int MOST_SEGMENTS = 64; // what older kernels take of UDP
    private static final int DONT_FRAGMENT = 0x4000;

    private final byte[] bytes = new byte[LONGEST];
    private int length;
    private int segments;
    private int segmentSize;
    private boolean complete;
    private boolean ipv4;
    private boolean tcp;
    private int transport;
    private int headersLength;
    private long flow;

    boolean isEmpty() {
        return segments == 0;
    }

    boolean isOf(long packetFlow) {
        return segments > 0 && flow == packetFlow;
    }

    /** Begins with a packet that {@link FlowPacket#mayJoin} or {@linkplain FlowPacket#isPlainAcknowledgement acknowledges}. */
    void begin(FlowPacket packet) {
        System.arraycopy(packet.bytes, packet.offset, bytes, 0, packet.length);
        length = packet.length;
        segments = 1;
        segmentSize = packet.payloadLength;
        complete = packet.pushes();
        ipv4 = packet.ipv4;
        tcp = packet.tcp;
        transport = packet.transport;
        headersLength = packet.headersLength;
        flow = packet.flow;
    }

    /** Takes the next packet, which {@link FlowPacket#mayJoin}, if it continues this one; false leaves both as they are. */
    boolean add(FlowPacket packet) {
        boolean room = !complete
                && packet.payloadLength <= segmentSize
                && length + packet.payloadLength <= LONGEST
                && segments < MOST_SEGMENTS;
        if (!room || !continues(packet)) {
            return false;
        }
        System.arraycopy(packet.bytes, packet.offset + headersLength, bytes, length, packet.payloadLength);
        length += packet.payloadLength;
        segments++;
        if (packet.pushes()) {
            bytes[transport + Transport.TCP_FLAGS_OFFSET] |= Transport.TCP_PSH;
            complete = true;
        }
        complete |= packet.payloadLength < segmentSize;
        return true;
    }

    /**
     * Becomes the next packet, which {@linkplain FlowPacket#isPlainAcknowledgement acknowledges} only, if this one does so,
     * too, and that one more; false leaves both as they are.
     */
    boolean giveWayTo(FlowPacket packet) {
        if (length > headersLength || !isAlike(packet) || !acknowledgesLessThan(packet)) {
            return false;
        }
        System.arraycopy(packet.bytes, packet.offset, bytes, 0, length);
        return true;
    }

    private boolean acknowledgesLessThan(FlowPacket packet) {
        int acknowledgment = transport + Transport.TCP_ACKNOWLEDGMENT_OFFSET;
        int more = IpPacket.u32(packet.bytes, packet.offset + acknowledgment) - IpPacket.u32(bytes, acknowledgment);
        return more > 0 && sameU32(packet.bytes, packet.offset, transport + Transport.TCP_SEQUENCE_OFFSET);
    }

    private boolean continues(FlowPacket packet) {
        return isAlike(packet)
                && (!ipv4 || isNextIpv4(packet.bytes, packet.offset))
                && (!tcp || continuesTcp(packet.bytes, packet.offset));
    }

    /** Whether it goes the same way between the same ports, and the network would treat it alike. */
    private boolean isAlike(FlowPacket packet) {
        byte[] other = packet.bytes;
        int at = packet.offset;
        boolean sameShape = ipv4 == packet.ipv4 && tcp == packet.tcp && headersLength == packet.headersLength;
        return sameShape
                && (ipv4 ? sameIpv4(other, at) : sameIpv6(other, at))
                && sameU32(other, at, transport); // the ports
    }

    private boolean sameIpv4(byte[] other, int at) {
        return sameU16(other, at, 0) // traffic class and congestion marks
                && sameU16(other, at, IpPacket.IPV4_FRAGMENT_OFFSET)
                && sameU16(other, at, 8) // time to live
                && IpPacket.u64(bytes, IpPacket.IPV4_SOURCE_OFFSET)
                        == IpPacket.u64(other, at + IpPacket.IPV4_SOURCE_OFFSET);
    }

    /** An identification counts only where there may be fragments. */
    private boolean isNextIpv4(byte[] other, int at) {
        int identification = IpPacket.u16(bytes, IpPacket.IPV4_IDENTIFICATION_OFFSET) + segments & 0xFFFF;
        return (IpPacket.u16(bytes, IpPacket.IPV4_FRAGMENT_OFFSET) & DONT_FRAGMENT) != 0
                || identification == IpPacket.u16(other, at + IpPacket.IPV4_IDENTIFICATION_OFFSET);
    }

    private boolean sameIpv6(byte[] other, int at) {
        boolean same = sameU32(other, at, 0) // traffic class, congestion marks, flow label
                && IpPacket.u16(bytes, IpPacket.IPV6_NEXT_HEADER_OFFSET)
                        == IpPacket.u16(other, at + IpPacket.IPV6_NEXT_HEADER_OFFSET); // and hop limit
        for (int i = IpPacket.IPV6_SOURCE_OFFSET; same && i < IpPacket.IPV6_HEADER_LENGTH; i += 8) {
            same = IpPacket.u64(bytes, i) == IpPacket.u64(other, at + i);
        }
        return same;
    }

    private boolean continuesTcp(byte[] other, int at) {
        int expected = IpPacket.u32(bytes, transport + Transport.TCP_SEQUENCE_OFFSET) + length - headersLength;
        int flags = transport + Transport.TCP_FLAGS_OFFSET;
        int dataOffset = transport + Transport.TCP_DATA_OFFSET_OFFSET;
        boolean same = expected == IpPacket.u32(other, at + transport + Transport.TCP_SEQUENCE_OFFSET)
                && sameU32(other, at, transport + Transport.TCP_ACKNOWLEDGMENT_OFFSET)
                && bytes[dataOffset] == other[at + dataOffset]
                && (bytes[flags] & ~Transport.TCP_PSH) == (other[at + flags] & ~Transport.TCP_PSH)
                && sameU16(other, at, transport + Transport.TCP_WINDOW_OFFSET)
                && sameU16(other, at, transport + Transport.TCP_URGENT_OFFSET);
        for (int i = transport + Transport.TCP_HEADER_LENGTH; same && i < headersLength; i += 4) {
            same = sameU32(other, at, i);
        }
        return same;
    }

    private boolean sameU16(byte[] other, int at, int index) {
        return IpPacket.u16(bytes, index) == IpPacket.u16(other, at + index);
    }

    private boolean sameU32(byte[] other, int at, int index) {
        return IpPacket.u32(bytes, index) == IpPacket.u32(other, at + index);
    }

    /**
     * Writes it and is empty again.
     *
     * @param header scratch for its {@link VnetHeader}, all zero before and after
     * @return packets lost: all or none
     */
    int write(byte[] header, Coalescer.Output output) {
        int count = segments;
        segments = 0;
        if (count > 1) {
            finish(header);
        }
        boolean taken = output.write(header, bytes, 0, length);
        VnetHeader.clear(header, VnetHeader.LENGTH);
        return taken ? 0 : count;
    }

    private void finish(byte[] header) {
        int checksumOffset = tcp ? Transport.TCP_CHECKSUM_OFFSET : Transport.UDP_CHECKSUM_OFFSET;
        int type = tcp ? (ipv4 ? VnetHeader.GSO_TCPV4 : VnetHeader.GSO_TCPV6) : VnetHeader.GSO_UDP_L4;
        VnetHeader.writeSuperPacket(header, type, headersLength, segmentSize, transport, checksumOffset);
        if (ipv4) {
            IpPacket.putU16(bytes, IpPacket.IPV4_TOTAL_LENGTH_OFFSET, length);
            Checksum.finishIpv4(bytes, 0, transport);
        } else {
            IpPacket.putU16(bytes, IpPacket.IPV6_PAYLOAD_LENGTH_OFFSET, length - transport);
        }
        if (!tcp) {
            IpPacket.putU16(bytes, transport + Transport.UDP_LENGTH_OFFSET, length - transport);
        }
        long sum = Checksum.pseudoHeader(bytes, 0, tcp ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP)
                + Checksum.word(length - transport);
        IpPacket.putU16(bytes, transport + checksumOffset, Checksum.fold(sum)); // the kernel does the rest
    }
}

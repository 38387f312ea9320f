package io.sallyport.dataplane.packet;

/**
 * Cuts super-packets into segments, as a network card would; owned by one worker.
 *
 * <p>Nothing is copied but headers: each segment's are written in front of its payload, inside the buffer, over the end of
 * the segment before, which has gone by then.
 *
 * @see <a href="https://docs.kernel.org/networking/segmentation-offloads.html">Segmentation offloads in Linux</a>
 */
public final class Segmenter {
    private static final int LONGEST_HEADERS = 256; // 120 without IPv6 extension headers

    private final byte[] headers = new byte[LONGEST_HEADERS]; // of the super-packet, with zeros for what varies
    private boolean ipv4;
    private boolean tcp;
    private int transport; // where its header starts, from the start of the packet
    private int headersLength;
    private int gsoSize;
    private int identification;
    private int sequence;
    private int flags;
    private long ipSum;
    private long pseudoSum;

    /**
     * Cuts one super-packet, whose {@link VnetHeader} stands in front of it. TCP becomes segments that fit {@code mtu}. UDP
     * keeps its datagrams as they are, for their length means something, so these may be larger.
     *
     * @param mtu bytes of the largest IP packet wanted
     * @return false if the headers contradict each other; nothing has been handed over then
     */
    public boolean cut(byte[] bytes, int offset, int length, int mtu, PacketOutput output) {
        if (!read(bytes, offset, length)) {
            return false;
        }
        int size = tcp ? Math.min(gsoSize, mtu - headersLength) : gsoSize;
        if (size <= 0) {
            return false;
        }
        prepare(bytes, offset);
        int payloadLength = length - headersLength;
        for (int done = 0, index = 0; done < payloadLength; done += size, index++) {
            int payload = Math.min(size, payloadLength - done);
            int at = offset + done;
            System.arraycopy(headers, 0, bytes, at, headersLength);
            finishIp(bytes, at, headersLength + payload, index);
            if (tcp) {
                finishTcp(bytes, at, payload, done, done + payload == payloadLength);
            } else {
                finishUdp(bytes, at, payload);
            }
            output.packet(bytes, at, headersLength + payload);
        }
        return true;
    }

    private boolean read(byte[] bytes, int offset, int length) {
        int type = VnetHeader.gsoType(bytes, offset);
        ipv4 = IpPacket.version(bytes, offset) == 4;
        tcp = type != VnetHeader.GSO_UDP_L4;
        boolean familyFits = switch (type) {
            case VnetHeader.GSO_TCPV4 -> ipv4;
            case VnetHeader.GSO_TCPV6 -> !ipv4;
            case VnetHeader.GSO_UDP_L4 -> true;
            default -> false;
        };
        int ipHeaderLength = ipv4 ? IpPacket.ipv4HeaderLength(bytes, offset) : IpPacket.IPV6_HEADER_LENGTH;
        transport = VnetHeader.needsChecksum(bytes, offset) ? VnetHeader.checksumStart(bytes, offset) : ipHeaderLength;
        int least = tcp ? Transport.TCP_HEADER_LENGTH : Transport.UDP_HEADER_LENGTH;
        boolean transportFits = ipv4 ? transport == ipHeaderLength : transport >= ipHeaderLength;
        if (!familyFits || !transportFits || transport + least > length) {
            return false;
        }
        headersLength = transport + (tcp ? Transport.tcpHeaderLength(bytes, offset + transport) : least);
        gsoSize = VnetHeader.gsoSize(bytes, offset);
        return headersLength >= transport + least && headersLength < length && headersLength <= LONGEST_HEADERS;
    }

    private void prepare(byte[] bytes, int offset) {
        System.arraycopy(bytes, offset, headers, 0, headersLength);
        if (ipv4) {
            identification = IpPacket.u16(headers, IpPacket.IPV4_IDENTIFICATION_OFFSET);
            IpPacket.putU16(headers, IpPacket.IPV4_TOTAL_LENGTH_OFFSET, 0);
            IpPacket.putU16(headers, IpPacket.IPV4_IDENTIFICATION_OFFSET, 0);
            IpPacket.putU16(headers, IpPacket.IPV4_CHECKSUM_OFFSET, 0);
            ipSum = Checksum.sum(headers, 0, transport);
        }
        pseudoSum = Checksum.pseudoHeader(headers, 0, tcp ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP);
        if (tcp) {
            sequence = IpPacket.u32(headers, transport + Transport.TCP_SEQUENCE_OFFSET);
            flags = headers[transport + Transport.TCP_FLAGS_OFFSET];
            IpPacket.putU16(headers, transport + Transport.TCP_CHECKSUM_OFFSET, 0);
        } else {
            IpPacket.putU16(headers, transport + Transport.UDP_CHECKSUM_OFFSET, 0);
        }
    }

    private void finishIp(byte[] bytes, int at, int length, int index) {
        if (ipv4) {
            int id = identification + index & 0xFFFF;
            IpPacket.putU16(bytes, at + IpPacket.IPV4_TOTAL_LENGTH_OFFSET, length);
            IpPacket.putU16(bytes, at + IpPacket.IPV4_IDENTIFICATION_OFFSET, id);
            int sum = Checksum.fold(ipSum + Checksum.word(length) + Checksum.word(id));
            IpPacket.putU16(bytes, at + IpPacket.IPV4_CHECKSUM_OFFSET, ~sum);
        } else {
            IpPacket.putU16(bytes, at + IpPacket.IPV6_PAYLOAD_LENGTH_OFFSET, length - IpPacket.IPV6_HEADER_LENGTH);
        }
    }

    private void finishTcp(byte[] bytes, int at, int payload, int done, boolean last) {
        int segment = at + transport;
        int only = last ? 0xFF : ~(Transport.TCP_FIN | Transport.TCP_PSH);
        only &= done == 0 ? 0xFF : ~Transport.TCP_CWR;
        IpPacket.putU32(bytes, segment + Transport.TCP_SEQUENCE_OFFSET, sequence + done);
        bytes[segment + Transport.TCP_FLAGS_OFFSET] = (byte) (flags & only);
        IpPacket.putU16(bytes, segment + Transport.TCP_CHECKSUM_OFFSET, checksum(bytes, segment, at, payload));
    }

    private void finishUdp(byte[] bytes, int at, int payload) {
        int datagram = at + transport;
        IpPacket.putU16(bytes, datagram + Transport.UDP_LENGTH_OFFSET, Transport.UDP_HEADER_LENGTH + payload);
        int checksum = checksum(bytes, datagram, at, payload);
        IpPacket.putU16(bytes, datagram + Transport.UDP_CHECKSUM_OFFSET, checksum == 0 ? 0xFFFF : checksum);
    }

    private int checksum(byte[] bytes, int segment, int at, int payload) {
        int length = at + headersLength + payload - segment;
        return ~Checksum.fold(pseudoSum + Checksum.word(length) + Checksum.sum(bytes, segment, length)) & 0xFFFF;
    }
}

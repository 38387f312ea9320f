package io.sallyport.dataplane.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What offloads mean, written as simply as possible and without the code under test: one new array per packet. */
final class Naive {
    static final int TCP = 6;
    static final int UDP = 17;

    private Naive() {}

    /** A virtio-net header as it is read: host order. */
    record Vnet(int flags, int gsoType, int headersLength, int gsoSize, int checksumStart, int checksumOffset) {
        static Vnet of(byte[] header) {
            ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
            return new Vnet(
                    fields.get(),
                    fields.get() & 0x7F,
                    fields.getShort() & 0xFFFF,
                    fields.getShort() & 0xFFFF,
                    fields.getShort() & 0xFFFF,
                    fields.getShort() & 0xFFFF);
        }

        byte[] bytes() {
            return ByteBuffer.allocate(10)
                    .order(ByteOrder.nativeOrder())
                    .put((byte) flags)
                    .put((byte) gsoType)
                    .putShort((short) headersLength)
                    .putShort((short) gsoSize)
                    .putShort((short) checksumStart)
                    .putShort((short) checksumOffset)
                    .array();
        }
    }

    static int u8(byte[] packet, int at) {
        return packet[at] & 0xFF;
    }

    static int u16(byte[] packet, int at) {
        return (u8(packet, at) << 8) | u8(packet, at + 1);
    }

    static int u32(byte[] packet, int at) {
        return (u16(packet, at) << 16) | u16(packet, at + 2);
    }

    static void put16(byte[] packet, int at, int value) {
        packet[at] = (byte) (value >> 8);
        packet[at + 1] = (byte) value;
    }

    static boolean isIpv4(byte[] packet) {
        return packet[0] >> 4 == 4;
    }

    /** The ones' complement sum of RFC 1071, a byte at a time. */
    static int sum(int begin, byte[] bytes, int from, int to) {
        int sum = begin;
        for (int i = from; i < to; i++) {
            sum += (i - from) % 2 == 0 ? u8(bytes, i) << 8 : u8(bytes, i);
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return sum;
    }

    static int pseudoSum(byte[] packet, int transport, int protocol) {
        int sum = sum(protocol, packet, isIpv4(packet) ? 12 : 8, isIpv4(packet) ? 20 : 40);
        sum += packet.length - transport;
        return (sum & 0xFFFF) + (sum >> 16);
    }

    /** Makes all checksums of a packet right. */
    static void seal(byte[] packet, int transport, int protocol) {
        if (isIpv4(packet)) {
            put16(packet, 10, 0);
            put16(packet, 10, ~sum(0, packet, 0, (packet[0] & 15) * 4));
        }
        int field = transport + (protocol == TCP ? 16 : 6);
        put16(packet, field, 0);
        int checksum = ~sum(pseudoSum(packet, transport, protocol), packet, transport, packet.length) & 0xFFFF;
        put16(packet, field, protocol == UDP && checksum == 0 ? 0xFFFF : checksum);
    }

    static boolean hasRightChecksum(byte[] packet, int transport, int protocol) {
        return sum(pseudoSum(packet, transport, protocol), packet, transport, packet.length) == 0xFFFF;
    }

    /** What the kernel makes of a packet: itself, or its segments. */
    static List<byte[]> segments(Vnet vnet, byte[] packet, int segmentSize) {
        if (vnet.gsoType() == 0) {
            return List.of(packet);
        }
        int protocol = vnet.gsoType() == 5 ? UDP : TCP;
        int transport = vnet.checksumStart();
        int headers = transport + (protocol == UDP ? 8 : (u8(packet, transport + 12) >> 4) * 4);
        List<byte[]> segments = new ArrayList<>();
        for (int done = 0; headers + done < packet.length; done += segmentSize) {
            int payload = Math.min(segmentSize, packet.length - headers - done);
            byte[] segment = Arrays.copyOf(packet, headers + payload);
            System.arraycopy(packet, headers + done, segment, headers, payload);
            if (isIpv4(packet)) {
                put16(segment, 2, segment.length);
                put16(segment, 4, u16(packet, 4) + segments.size());
            } else {
                put16(segment, 4, segment.length - 40);
            }
            if (protocol == UDP) {
                put16(segment, transport + 4, 8 + payload);
            } else {
                int sequence = u32(packet, transport + 4) + done;
                put16(segment, transport + 4, sequence >> 16);
                put16(segment, transport + 6, sequence);
                boolean last = headers + done + payload == packet.length;
                int flags = u8(packet, transport + 13);
                flags &= last ? 0xFF : ~0x09; // FIN, PSH
                flags &= done == 0 ? 0xFF : ~0x80; // CWR
                segment[transport + 13] = (byte) flags;
            }
            seal(segment, transport, protocol);
            segments.add(segment);
        }
        return segments;
    }
}

package io.sallyport.testkit.load;

import java.nio.ByteBuffer;

/**
 * IPv4 packets with UDP in them, as they travel inside a tunnel, made once and sent often.
 *
 * <p>In front of the packet there is room for a CSTP header. Its last byte is 0 for data, and so is the one byte in front of a
 * packet that DTLS carries: the same bytes serve both channels.
 */
final class InnerPacket {
    /** Bytes in front of the packet. */
    static final int FRONT = 8;

    static final int HEADERS_LENGTH = 28;

    private static final int CSTP_MAGIC = 0x53_54_46_01;
    private static final int IPV4_LENGTH = 20;
    private static final int UDP_LENGTH = 8;
    private static final short DO_NOT_FRAGMENT = 0x4000;
    private static final byte TIME_TO_LIVE = 64;
    private static final byte UDP = 17;

    private InnerPacket() {}

    /** @param payload of UDP */
    static byte[] of(int source, int sourcePort, int destination, int destinationPort, byte[] payload) {
        int length = HEADERS_LENGTH + payload.length;
        ByteBuffer all = ByteBuffer.allocate(FRONT + length);
        all.putInt(CSTP_MAGIC).putShort((short) length).put((byte) 0).put((byte) 0);
        all.putShort((short) 0x4500)
                .putShort((short) length)
                .putShort((short) 0)
                .putShort(DO_NOT_FRAGMENT);
        all.put(TIME_TO_LIVE).put(UDP).putShort((short) 0).putInt(source).putInt(destination);
        all.putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .putShort((short) (UDP_LENGTH + payload.length))
                .putShort((short) 0);
        all.put(payload);
        all.putShort(FRONT + 10, (short) ~fold(sum(all, FRONT, IPV4_LENGTH)));
        finish(all.array());
        return all.array();
    }

    /** Makes the UDP checksum good again, after the payload has changed. */
    static void finish(byte[] packet) {
        ByteBuffer all = ByteBuffer.wrap(packet);
        int udp = FRONT + IPV4_LENGTH;
        int length = packet.length - udp;
        all.putShort(udp + 6, (short) 0);
        long sum = sum(all, FRONT + 12, 8) + UDP + length + sum(all, udp, length);
        int checksum = ~fold(sum) & 0xFFFF;
        all.putShort(udp + 6, (short) (checksum == 0 ? 0xFFFF : checksum));
    }

    /** Where the payload of UDP begins, if this is a packet as {@link #of} makes them; else -1. */
    static int payload(byte[] bytes, int offset, int length) {
        boolean known = length >= HEADERS_LENGTH && bytes[offset] == 0x45 && bytes[offset + 9] == UDP;
        return known ? offset + HEADERS_LENGTH : -1;
    }

    private static long sum(ByteBuffer bytes, int offset, int length) {
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += Short.toUnsignedInt(bytes.getShort(offset + i));
        }
        return length % 2 == 0 ? sum : sum + (Byte.toUnsignedInt(bytes.get(offset + length - 1)) << 8);
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) folded;
    }
}

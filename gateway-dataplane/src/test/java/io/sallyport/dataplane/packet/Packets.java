package io.sallyport.dataplane.packet;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Packets for tests, built and checked byte by byte without the code under test. */
public final class Packets {
    private Packets() {}

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** An IPv4/UDP packet with {@code payloadLength} zero bytes. Checksums are zero. */
    public static byte[] udp4(String source, String destination, int payloadLength) {
        int length = 28 + payloadLength;
        return ByteBuffer.allocate(length)
                .put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) length)
                .putInt(0)
                .put((byte) 64)
                .put((byte) 17)
                .putShort((short) 0)
                .put(address(source))
                .put(address(destination))
                .putInt(0x1388_0035)
                .putShort((short) (8 + payloadLength))
                .array();
    }

    /** An IPv4/TCP packet with {@code payloadLength} zero bytes, flags ACK. Checksums are zero. */
    public static byte[] tcp4(String source, String destination, int payloadLength) {
        int length = 40 + payloadLength;
        return ByteBuffer.allocate(length)
                .putShort((short) 0x4500)
                .putShort((short) length)
                .putInt(0x0000_4000)
                .putInt(0x4006_0000)
                .put(address(source))
                .put(address(destination))
                .putInt(0x1388_0035)
                .putLong(0)
                .putInt(0x5010_FFFF)
                .array();
    }

    /** A virtio-net header as the kernel writes it. */
    public static byte[] vnetHeader(
            int flags, int gsoType, int headersLength, int gsoSize, int checksumStart, int checksumOffset) {
        return new Naive.Vnet(flags, gsoType, headersLength, gsoSize, checksumStart, checksumOffset).bytes();
    }

    /** An IPv6/UDP packet with {@code payloadLength} zero bytes. The checksum is zero. */
    public static byte[] udp6(String source, String destination, int payloadLength) {
        return ByteBuffer.allocate(48 + payloadLength)
                .putInt(0x6000_0000)
                .putShort((short) (8 + payloadLength))
                .put((byte) 17)
                .put((byte) 64)
                .put(address(source))
                .put(address(destination))
                .putInt(0x1388_0035)
                .putShort((short) (8 + payloadLength))
                .array();
    }

    /** The same packet behind {@code room} other bytes, as it stands in a worker's buffer. */
    public static byte[] behind(int room, byte[] packet) {
        byte[] bytes = new byte[room + packet.length + 3];
        System.arraycopy(packet, 0, bytes, room, packet.length);
        return bytes;
    }

    /**
     * The Internet checksum over a TCP segment with its pseudo-header (RFC 9293, section 3.1), the naive way; 0 if the
     * checksum in the segment is right.
     */
    public static int tcpSum(byte[] packet) {
        boolean ipv4 = packet[0] >> 4 == 4;
        int headerLength = ipv4 ? (packet[0] & 15) * 4 : 40;
        int addresses = ipv4 ? 12 : 8;
        int segmentLength = packet.length - headerLength;
        long sum = 6L + segmentLength;
        for (int i = addresses; i < packet.length; i++) {
            boolean inHeader = i >= (ipv4 ? 20 : 40) && i < headerLength;
            boolean high = (i < headerLength ? i - addresses : i - headerLength) % 2 == 0;
            if (!inHeader) {
                sum += (packet[i] & 0xFF) << (high ? 8 : 0);
            }
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) (~sum & 0xFFFF);
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }
}

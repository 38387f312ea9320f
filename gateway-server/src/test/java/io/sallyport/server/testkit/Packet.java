package io.sallyport.server.testkit;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Makes IP packets that carry UDP. */
public final class Packet {
    private static final int UDP = 17;
    private static final int TTL = 64;
    private static final int UDP_HEADER = 8;

    private Packet() {}

    /** @param source literal, of the same family as {@code destination} */
    public static byte[] udp(String source, String destination, String text) {
        InetAddress from = InetAddress.ofLiteral(source);
        InetAddress to = InetAddress.ofLiteral(destination);
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        return from.getAddress().length == 4 ? ipv4(from, to, payload) : ipv6(from, to, payload);
    }

    private static byte[] ipv4(InetAddress from, InetAddress to, byte[] payload) {
        int length = 20 + UDP_HEADER + payload.length;
        ByteBuffer packet = ByteBuffer.allocate(length)
                .putShort((short) 0x4500)
                .putShort((short) length)
                .putInt(0)
                .put((byte) TTL)
                .put((byte) UDP)
                .putShort((short) 0) // a checksum is the receiver's business
                .put(from.getAddress())
                .put(to.getAddress());
        return udp(packet, payload);
    }

    private static byte[] ipv6(InetAddress from, InetAddress to, byte[] payload) {
        ByteBuffer packet = ByteBuffer.allocate(40 + UDP_HEADER + payload.length)
                .putInt(0x6000_0000)
                .putShort((short) (UDP_HEADER + payload.length))
                .put((byte) UDP)
                .put((byte) TTL)
                .put(from.getAddress())
                .put(to.getAddress());
        return udp(packet, payload);
    }

    private static byte[] udp(ByteBuffer packet, byte[] payload) {
        packet.putShort((short) 40_000)
                .putShort((short) 7)
                .putShort((short) (UDP_HEADER + payload.length))
                .putShort((short) 0)
                .put(payload);
        byte[] bytes = new byte[packet.flip().remaining()];
        packet.get(bytes);
        return bytes;
    }
}

package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.IpPacket.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpPacketTest {
    private static final byte[] IPV4 = Packets.udp4("192.0.2.7", "198.18.2.10", 4);
    private static final byte[] IPV6 = Packets.udp6("2001:db8:77::7", "2001:db8:2::10", 4);

    @Test
    void knowsBothFamilies() {
        assertThat(IpPacket.check(IPV4, 0, IPV4.length)).isEqualTo(Shape.IPV4);
        assertThat(IpPacket.check(IPV6, 0, IPV6.length)).isEqualTo(Shape.IPV6);
    }

    @Test
    void readsAddressesWhereverThePacketStands() {
        byte[] ipv4 = Packets.behind(5, IPV4);
        byte[] ipv6 = Packets.behind(7, IPV6);

        assertThat(IpPacket.ipv4Source(ipv4, 5)).isEqualTo(0xC0_00_02_07);
        assertThat(IpPacket.ipv4Destination(ipv4, 5)).isEqualTo(0xC6_12_02_0A);
        assertThat(IpPacket.ipv6SourceHigh(ipv6, 7)).isEqualTo(0x2001_0db8_0077_0000L);
        assertThat(IpPacket.ipv6SourceLow(ipv6, 7)).isEqualTo(7);
        assertThat(IpPacket.ipv6DestinationHigh(ipv6, 7)).isEqualTo(0x2001_0db8_0002_0000L);
        assertThat(IpPacket.ipv6DestinationLow(ipv6, 7)).isEqualTo(0x10);
    }

    @Test
    void refusesAPacketCutShortAnywhere() {
        for (byte[] packet : new byte[][] {IPV4, IPV6}) {
            for (int length = 0; length < packet.length; length++) {
                assertThat(IpPacket.check(packet, 0, length))
                        .as("length %d", length)
                        .isEqualTo(Shape.MALFORMED);
            }
        }
    }

    @Test
    void refusesBytesBeyondThePacket() {
        assertThat(IpPacket.check(Packets.behind(0, IPV4), 0, IPV4.length + 1)).isEqualTo(Shape.MALFORMED);
        assertThat(IpPacket.check(Packets.behind(0, IPV6), 0, IPV6.length + 1)).isEqualTo(Shape.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({
        "0x44, header shorter than 20",
        "0x4F, header longer than the packet",
        "0x55, version 5",
        "0x05, version 0"
    })
    void refusesAFirstByteThatLies(String firstByte, String why) {
        byte[] packet = IPV4.clone();
        packet[0] = (byte) (int) Integer.decode(firstByte);

        assertThat(IpPacket.check(packet, 0, packet.length)).as(why).isEqualTo(Shape.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "6, false", "17, false"})
    void tellsIpv4ControlTrafficFromData(int protocol, boolean control) {
        byte[] packet = IPV4.clone();
        packet[9] = (byte) protocol;

        assertThat(IpPacket.isControl(packet, 0)).isEqualTo(control);
    }

    @ParameterizedTest
    @CsvSource({"58, true", "0, true", "6, false", "17, false"})
    void tellsIpv6ControlTrafficFromData(int nextHeader, boolean control) {
        byte[] packet = IPV6.clone();
        packet[6] = (byte) nextHeader;

        assertThat(IpPacket.isControl(packet, 0)).isEqualTo(control);
    }

    @ParameterizedTest
    @CsvSource({
        "0xfe80000000000000, true",
        "0xfebf000000000000, true",
        "0xfec0000000000000, false",
        "0x20010db800770000, false"
    })
    void knowsLinkLocalAddresses(String high, boolean linkLocal) {
        assertThat(IpPacket.isLinkLocal(Long.parseUnsignedLong(high.substring(2), 16)))
                .isEqualTo(linkLocal);
    }

    @Test
    void survivesAnyBytes() {
        long seed = 0x5A11_1907L;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[128];
        for (int round = 0; round < 200_000; round++) {
            random.nextBytes(bytes);
            bytes[8] = (byte) (random.nextBoolean() ? 0x40 | (bytes[8] & 15) : 0x60);
            bytes[10] = 0;
            bytes[12] = 0;
            int length = random.nextInt(100);
            byte[] exact = Arrays.copyOf(bytes, 8 + length);
            if (length > 0 && IpPacket.check(exact, 8, length) != Shape.MALFORMED) {
                IpPacket.isControl(exact, 8);
                MssClamp.clamp(exact, 8, length, 1280);
            }
        }
    }
}

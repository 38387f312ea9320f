package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What no kernel says; what it does say is in {@link OffloadModelTest}. */
class SegmenterTest {
    private static final int ROOM = 16;
    private static final byte[] UDP = Packets.udp4("198.18.2.10", "192.0.2.7", 400);

    @Test
    void refusesHeadersThatContradictEachOther() {
        assertThat(refused(new Naive.Vnet(1, 4, 28, 100, 20, 6)))
                .as("TCP over IPv6 in IPv4")
                .isTrue();
        assertThat(refused(new Naive.Vnet(1, 2, 28, 100, 20, 6)))
                .as("an unknown kind")
                .isTrue();
        assertThat(refused(new Naive.Vnet(1, 5, 28, 0, 20, 6)))
                .as("segments of nothing")
                .isTrue();
        assertThat(refused(new Naive.Vnet(1, 5, 28, 100, 24, 6)))
                .as("a gap behind the header")
                .isTrue();
        assertThat(refused(new Naive.Vnet(1, 5, 28, 100, 5000, 6)))
                .as("beyond the packet")
                .isTrue();
        assertThat(refused(new Naive.Vnet(1, 1, 28, 100, 20, 6)))
                .as("a TCP header of 0 bytes")
                .isTrue();
    }

    @Test
    void completesAChecksumOrSaysThatItCannot() {
        byte[] packet = UDP.clone();
        byte[] sealed = UDP.clone();
        Naive.seal(sealed, 20, Naive.UDP);
        Naive.put16(packet, 26, Naive.pseudoSum(packet, 20, Naive.UDP));
        byte[] buffer = buffer(new Naive.Vnet(1, 0, 0, 0, 20, 6), packet);

        assertThat(VnetHeader.completeChecksum(buffer, ROOM, packet.length)).isTrue();

        assertThat(Arrays.copyOfRange(buffer, ROOM + 20, ROOM + packet.length))
                .isEqualTo(Arrays.copyOfRange(sealed, 20, sealed.length));
        byte[] lying = buffer(new Naive.Vnet(1, 0, 0, 0, 65_000, 65_000), packet);
        assertThat(VnetHeader.completeChecksum(lying, ROOM, packet.length)).isFalse();
    }

    @Test
    void survivesAnyHeaders() {
        SplittableRandom random = new SplittableRandom(0x5A11_1907L);
        Segmenter segmenter = new Segmenter();
        byte[] buffer = new byte[ROOM + 600];
        for (int round = 0; round < 200_000; round++) {
            random.nextBytes(buffer);
            buffer[ROOM] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
            buffer[ROOM - 10] = (byte) random.nextInt(2);
            buffer[ROOM - 9] = (byte) random.nextInt(6);
            int start = random.nextInt(80);
            buffer[ROOM - 4] = (byte) start; // little-endian machines; others read nonsense, which is as good
            buffer[ROOM - 3] = 0;
            int length = 40 + random.nextInt(560);
            segmenter.cut(buffer, ROOM, length, 576, (bytes, offset, cut) -> {
                if (offset < ROOM || offset + cut > ROOM + length) {
                    fail("outside of the packet: %d + %d of %d", offset, cut, length);
                }
            });
        }
    }

    private static boolean refused(Naive.Vnet vnet) {
        return !new Segmenter().cut(buffer(vnet, UDP), ROOM, UDP.length, 1406, (bytes, offset, length) -> fail("cut"));
    }

    private static byte[] buffer(Naive.Vnet vnet, byte[] packet) {
        byte[] buffer = Packets.behind(ROOM, packet);
        System.arraycopy(vnet.bytes(), 0, buffer, ROOM - 10, 10);
        return buffer;
    }
}

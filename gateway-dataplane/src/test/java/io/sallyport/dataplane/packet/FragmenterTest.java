package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmenterTest {
    private static final int ROOM = 16;

    @Test
    void cutsAtMultiplesOfEightBytes() {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 3000);
        for (int i = 28; i < packet.length; i++) {
            packet[i] = (byte) (i / 8);
        }

        List<byte[]> fragments = cut(packet, 1300);

        assertThat(fragments).extracting(fragment -> fragment.length).containsExactly(1300, 1300, 468);
        assertThat(fragments).extracting(fragment -> Naive.u16(fragment, 6)).containsExactly(0x2000, 0x2000 | 160, 320);
        assertThat(fragments).allSatisfy(fragment -> {
            assertThat(Naive.u16(fragment, 2)).isEqualTo(fragment.length);
            assertThat(Naive.sum(0, fragment, 0, 20)).isEqualTo(0xFFFF);
        });
        assertThat(payloads(fragments, 20)).isEqualTo(Arrays.copyOfRange(packet, 20, packet.length));
    }

    @Test
    void aFragmentOfAFragmentKeepsItsPlace() {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 1200);
        Naive.put16(packet, 6, 0x2000 | 100);

        List<byte[]> fragments = cut(packet, 576);

        assertThat(fragments)
                .extracting(fragment -> Naive.u16(fragment, 6))
                .containsExactly(0x2000 | 100, 0x2000 | 169, 0x2000 | 238);
    }

    @Test
    void onlyOptionsThatAreMarkedSoAreInEveryFragment() {
        String recordRoute = "07 07 04 00000000";
        String routerAlert = "94 04 0000";
        byte[] packet = Packets.hex("48 00 0058 0000 0000 40 11 0000 c612020a c0000207" + recordRoute + routerAlert
                + "00" + "00".repeat(56));

        List<byte[]> fragments = cut(packet, 72);

        assertThat(Arrays.copyOfRange(fragments.get(0), 20, 32))
                .isEqualTo(Packets.hex(recordRoute + routerAlert + "00"));
        assertThat(Arrays.copyOfRange(fragments.get(1), 20, 32))
                .isEqualTo(Packets.hex("01 01 01 01 01 01 01" + routerAlert + "00"));
        assertThat(payloads(fragments, 32)).hasSize(56);
    }

    @Test
    void itsSenderDecidesWhetherAPacketMayBeCut() {
        byte[] packet = Packets.udp4("198.18.2.10", "192.0.2.7", 100);
        assertThat(Fragmenter.mayCut(packet, 0)).isTrue();

        packet[6] = 0x40;

        assertThat(Fragmenter.mayCut(packet, 0)).isFalse();
        assertThat(Fragmenter.mayCut(Packets.udp6("2001:db8::1", "2001:db8::2", 100), 0))
                .isFalse();
    }

    private static List<byte[]> cut(byte[] packet, int mtu) {
        List<byte[]> fragments = new ArrayList<>();
        new Fragmenter().cut(Packets.behind(ROOM, packet), ROOM, packet.length, mtu, (bytes, offset, length) -> {
            fragments.add(Arrays.copyOfRange(bytes, offset, offset + length));
            Arrays.fill(bytes, offset - ROOM, offset, (byte) 0xEE);
        });
        return fragments;
    }

    private static byte[] payloads(List<byte[]> fragments, int headerLength) {
        byte[] all = new byte
                [fragments.stream()
                        .mapToInt(fragment -> fragment.length - headerLength)
                        .sum()];
        int at = 0;
        for (byte[] fragment : fragments) {
            System.arraycopy(fragment, headerLength, all, at, fragment.length - headerLength);
            at += fragment.length - headerLength;
        }
        return all;
    }
}

package io.sallyport.dataplane.tun;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparseFirstTest {
    private static final int TCPV4 = 1;
    private static final byte[] TRANSFER = Packets.tcp4("10.0.0.1", "10.0.0.2", 4000);
    private static final byte[] ITS_TAIL = Packets.tcp4("10.0.0.1", "10.0.0.2", 7);
    private static final byte[] OTHER_TRANSFER = Packets.tcp4("10.0.0.3", "10.0.0.2", 3000);
    private static final byte[] QUESTION = Packets.udp4("10.0.0.1", "10.0.0.2", 50);
    private static final byte[] QUESTION6 = Packets.udp6("fd00::1", "fd00::2", 60);

    private final SparseFirst batch = new SparseFirst();
    private final List<byte[]> order = new ArrayList<>();

    @Test
    void singlePacketsOvertakeSuperPackets() {
        superPacket(TRANSFER);
        superPacket(OTHER_TRANSFER);
        single(QUESTION);
        single(QUESTION6);
        assertThat(order).containsExactly(QUESTION, QUESTION6);
        releaseAll();
        assertThat(order).containsExactly(QUESTION, QUESTION6, TRANSFER, OTHER_TRANSFER);
    }

    @Test
    void withoutSuperPacketsNothingWaits() {
        single(QUESTION);
        single(ITS_TAIL);
        assertThat(order).containsExactly(QUESTION, ITS_TAIL);
    }

    @Test
    void withinAFlowNothingOvertakes() {
        superPacket(TRANSFER);
        single(ITS_TAIL);
        single(QUESTION);
        releaseAll();
        assertThat(order).containsExactly(QUESTION, TRANSFER, ITS_TAIL);
    }

    @Test
    void aFragmentOvertakesNothingAndIsNotOvertaken() {
        byte[] fragment = QUESTION.clone();
        fragment[6] = 0x20; // more fragments
        superPacket(TRANSFER);
        single(fragment);
        single(QUESTION); // perhaps of its flow
        assertThat(order).isEmpty();
        releaseAll();
        assertThat(order).containsExactly(TRANSFER, fragment, QUESTION);
    }

    @Test
    void whatCannotBeReadOvertakesNothing() {
        byte[] cut = Arrays.copyOf(QUESTION, 30);
        superPacket(TRANSFER);
        single(cut);
        releaseAll();
        assertThat(order).containsExactly(TRANSFER, cut);
    }

    @Test
    void aSinglePacketWaitsForNoMoreThanTheSuperPacketUnderWay() {
        superPacket(TRANSFER);
        superPacket(OTHER_TRANSFER);
        batch.releaseOldest(this::record);
        single(QUESTION);
        releaseAll();
        assertThat(order).containsExactly(TRANSFER, QUESTION, OTHER_TRANSFER);
    }

    @Test
    void manySuperPacketsDoNotWaitForOneAnother() {
        for (int i = 0; i < 100; i++) {
            superPacket(TRANSFER);
        }
        assertThat(order).hasSizeGreaterThan(90);
        releaseAll();
        assertThat(order).hasSize(100);
    }

    private void superPacket(byte[] packet) {
        take(packet, Packets.vnetHeader(1, TCPV4, 40, 1000, 20, 16));
    }

    private void single(byte[] packet) {
        take(packet, new byte[VnetHeader.LENGTH]);
    }

    private void releaseAll() {
        while (batch.releaseOldest(this::record)) {
            assertThat(order).isNotEmpty();
        }
    }

    private void take(byte[] packet, byte[] header) {
        byte[] room = batch.room();
        System.arraycopy(header, 0, room, PacketSink.HEADROOM - header.length, header.length);
        System.arraycopy(packet, 0, room, PacketSink.HEADROOM, packet.length);
        batch.take(packet.length, this::record);
    }

    private void record(byte[] bytes, int offset, int length) {
        order.add(Arrays.copyOfRange(bytes, offset, offset + length));
    }
}

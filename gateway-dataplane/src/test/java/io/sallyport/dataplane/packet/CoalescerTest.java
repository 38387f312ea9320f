package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model does not show: when flows are many, and what is lost. */
class CoalescerTest {
    private final List<Integer> written = new ArrayList<>();
    private final List<Integer> acknowledged = new ArrayList<>();
    private boolean taking = true;
    private final Coalescer coalescer = new Coalescer(true, (header, bytes, offset, length) -> {
        written.add(length);
        acknowledged.add(Naive.u32(bytes, offset + 28));
        return taking;
    });

    @Test
    void moreFlowsThanCanGrowGiveWayInTurn() {
        for (int flow = 0; flow < 10; flow++) {
            coalescer.append(datagram(flow, 100 + flow), 0, 128 + flow);
        }

        assertThat(written).containsExactly(128, 129);
        coalescer.flush();
        assertThat(written).hasSize(10);
    }

    @Test
    void everyPacketOfARefusedSuperPacketIsCounted() {
        taking = false;

        int lost = 0;
        for (int i = 0; i < 5; i++) {
            lost += coalescer.append(datagram(1, 100), 0, 128);
        }
        lost += coalescer.flush();

        assertThat(lost).isEqualTo(5);
        assertThat(written).containsExactly(528);
        assertThat(coalescer.flush()).isZero();
    }

    @Test
    void datagramsStayAloneWhereTheKernelDoesNotTakeMoreAtATime() {
        Coalescer tcpOnly = new Coalescer(false, (header, bytes, offset, length) -> written.add(length));

        tcpOnly.append(datagram(1, 100), 0, 128);
        tcpOnly.append(datagram(1, 100), 0, 128);

        assertThat(written).containsExactly(128, 128);
    }

    @Test
    void ofAcknowledgementsThatSayMoreAndMoreTheLastLeaves() {
        append(acknowledgement(100), acknowledgement(1500), acknowledgement(2900));

        assertThat(written).isEmpty();
        assertThat(coalescer.superseded()).isEqualTo(2);
        coalescer.flush();
        assertThat(acknowledged).containsExactly(2900);
    }

    @Test
    void acknowledgementsThatSayTheSameAgainAllLeave() {
        append(acknowledgement(100), acknowledgement(100), acknowledgement(100), acknowledgement(100));
        coalescer.flush();

        assertThat(acknowledged).containsExactly(100, 100, 100, 100);
    }

    @Test
    void anAcknowledgementThatWasOvertakenLeavesBehindTheLaterOne() {
        append(acknowledgement(2900), acknowledgement(1500));
        coalescer.flush();

        assertThat(acknowledged).containsExactly(2900, 1500);
    }

    @Test
    void numbersGoOnAtZero() {
        append(acknowledgement(-700), acknowledgement(700));
        coalescer.flush();

        assertThat(acknowledged).containsExactly(700);
    }

    @Test
    void aDamagedAcknowledgementReplacesNone() {
        byte[] damaged = acknowledgement(1500);
        damaged[30] ^= 1;

        append(acknowledgement(100), damaged);
        coalescer.flush();

        assertThat(acknowledged).startsWith(100).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x02, 0x04, 0x08, 0x20, 0x40, 0x80})
    void anAcknowledgementWithAnotherFlagReplacesNoneAndStays(int flag) {
        byte[] flagged = acknowledgement(1500);
        flagged[33] |= (byte) flag;
        Naive.seal(flagged, 20, Naive.TCP);

        append(acknowledgement(100), flagged, acknowledgement(2900));
        coalescer.flush();

        assertThat(acknowledged).containsExactly(100, 1500, 2900);
    }

    @Test
    void acknowledgementsAndDataOfAFlowStayInOrder() {
        byte[] data = Packets.tcp4("192.0.2.7", "198.18.2.10", 50);
        data[33] = 0x10;
        Naive.seal(data, 20, Naive.TCP);

        append(acknowledgement(100), data, acknowledgement(1500), acknowledgement(2900));
        coalescer.flush();

        assertThat(written).containsExactly(40, 90, 40);
        assertThat(acknowledged).last().isEqualTo(2900);
    }

    @Test
    void whatWasLeftOutIsNotLost() {
        taking = false;

        append(acknowledgement(100), acknowledgement(1500));

        assertThat(coalescer.flush()).isEqualTo(1);
    }

    private void append(byte[]... packets) {
        for (byte[] packet : packets) {
            assertThat(coalescer.append(packet, 0, packet.length)).isZero();
        }
    }

    private static byte[] acknowledgement(int number) {
        byte[] packet = Packets.tcp4("192.0.2.7", "198.18.2.10", 0);
        Naive.put16(packet, 28, number >> 16);
        Naive.put16(packet, 30, number);
        packet[33] = 0x10;
        Naive.seal(packet, 20, Naive.TCP);
        return packet;
    }

    private static byte[] datagram(int flow, int payload) {
        byte[] packet = Packets.udp4("192.0.2.7", "198.18.2.10", payload);
        packet[6] = 0x40; // not to be fragmented
        Naive.put16(packet, 20, 1000 + flow);
        Naive.seal(packet, 20, Naive.UDP);
        return packet;
    }
}

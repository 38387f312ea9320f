package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model does not show: when flows are many, and what is lost. */
class CoalescerTest {
    private final List<Integer> written = new ArrayList<>();
    private boolean taking = true;
    private final Coalescer coalescer = new Coalescer(true, (header, bytes, offset, length) -> {
        written.add(length);
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

    private static byte[] datagram(int flow, int payload) {
        byte[] packet = Packets.udp4("192.0.2.7", "198.18.2.10", payload);
        packet[6] = 0x40; // not to be fragmented
        Naive.put16(packet, 20, 1000 + flow);
        Naive.seal(packet, 20, Naive.UDP);
        return packet;
    }
}

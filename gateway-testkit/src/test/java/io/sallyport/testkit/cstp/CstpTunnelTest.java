package io.sallyport.testkit.cstp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testkit.cstp.CstpTunnel.Answering;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CstpTunnelTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final HttpReply GRANTED = new HttpReply(200, "HTTP/1.1 200 CONNECTED", List.of(), "");

    private final FakeRecords records = new FakeRecords();

    @Test
    void answersAProbeWithItsOwnBytes() {
        CstpTunnel tunnel = CstpTunnel.over(records, GRANTED, Answering.AUTOMATIC);

        records.arrive("5354460100020300" + "BEEF");

        assertThat(records.nextWritten()).isEqualTo("5354460100020400" + "beef");
        assertThat(tunnel.receive(CstpFrame.DPD_REQUEST, SOON).payload()).hasSize(2);
        assertThat(tunnel.unalignedRecords()).isZero();
    }

    @Test
    void leavesAProbeUnansweredWhenTold() {
        CstpTunnel tunnel = CstpTunnel.over(records, GRANTED, Answering.NONE);

        records.arrive("5354460100000300");

        assertThat(tunnel.receive(CstpFrame.DPD_REQUEST, SOON).payload()).isEmpty();
        assertThat(tunnel.probesAnswered()).isZero();
        assertThat(records.written).isEmpty();
    }

    @Test
    void readsFramesWhereverRecordsEndButCountsSuchRecords() {
        CstpTunnel tunnel = CstpTunnel.over(records, GRANTED, Answering.NONE);

        records.arrive("5354460100010000" + "45" + "53544601");
        records.arrive("00010000" + "60");

        assertThat(tunnel.receive(CstpFrame.DATA, SOON).payload()).containsExactly(0x45);
        assertThat(tunnel.receive(CstpFrame.DATA, SOON).payload()).containsExactly(0x60);
        assertThat(tunnel.unalignedRecords()).isEqualTo(2);
    }

    @Test
    void endsAtBytesThatAreNoFrame() {
        CstpTunnel tunnel = CstpTunnel.over(records, GRANTED, Answering.NONE);

        records.arrive("485454502F312E31");

        assertThat(tunnel.awaitEnd(SOON)).contains("48545450");
    }

    @Test
    void endsWithTheHeadend() {
        CstpTunnel tunnel = CstpTunnel.over(records, GRANTED, Answering.NONE);

        records.arrive("");

        assertThat(tunnel.awaitEnd(SOON)).isEqualTo("closed by headend");
    }

    /** Records in memory: those that arrive are put in, those that were written can be taken out. */
    private static final class FakeRecords implements Records {
        private final BlockingQueue<byte[]> arriving = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> written = new LinkedBlockingQueue<>();

        void arrive(String hex) {
            arriving.add(HexFormat.of().parseHex(hex));
        }

        @Nullable
        String nextWritten() {
            try {
                return written.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a test", e);
            }
        }

        @Override
        public void write(byte[] bytes) {
            written.add(HexFormat.of().formatHex(bytes));
        }

        @Override
        public byte[] readRecord() {
            try {
                return arriving.take();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a test", e);
            }
        }

        @Override
        public void close() {}

        @Override
        public void drop() {}
    }
}

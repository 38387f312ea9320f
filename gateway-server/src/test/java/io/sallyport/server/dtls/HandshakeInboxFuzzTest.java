package io.sallyport.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.dataplane.dtls.Protection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * RT-35: whatever comes during a handshake, Bouncy Castle sees whole records of the kinds that it can bear, in bounded number,
 * and each other one is counted.
 *
 * <p>The input: which protection is agreed on, and then datagrams, each behind its length of two bytes.
 */
class HandshakeInboxFuzzTest {
    private static final int HEADER_LENGTH = 13;
    private static final int MOST_RECORDS = 64;
    private static final int MOST_EARLY = 32;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;

    @FuzzTest(maxDuration = "10m")
    void put(byte[] bytes) throws InterruptedException {
        ByteBuffer script = ByteBuffer.wrap(bytes);
        DtlsCounters counters = new DtlsCounters();
        HandshakeInbox inbox = new HandshakeInbox(counters);
        if (script.hasRemaining()) {
            int chosen = script.get() & 0xFF;
            Protection[] all = Protection.values();
            inbox.expect(Optional.of(chosen).filter(at -> at < all.length).map(at -> all[at]));
        }

        int whole = 0;
        while (script.remaining() >= 2) {
            int length = Math.min(script.getShort() & 0xFFFF, script.remaining());
            inbox.put(bytes, script.position(), length);
            whole += wholeRecords(bytes, script.position(), length);
            script.position(script.position() + length);
        }

        List<byte[]> shown = new ArrayList<>();
        for (byte[] record = inbox.take(0); record != null; record = inbox.take(0)) {
            shown.add(record);
        }
        List<byte[]> early = inbox.close();
        assertThat(shown).hasSizeLessThanOrEqualTo(MOST_RECORDS).allSatisfy(record -> assertBearable(record, bytes));
        assertThat(early).hasSizeLessThanOrEqualTo(MOST_EARLY).allSatisfy(record -> assertEarly(record, bytes));
        assertThat(shown.size()
                        + early.size()
                        + counters.handshakeRecordsRefused().sum())
                .isGreaterThanOrEqualTo(whole);
    }

    private static int wholeRecords(byte[] bytes, int offset, int length) {
        int whole = 0;
        int at = offset;
        while (offset + length - at >= HEADER_LENGTH) {
            at += HEADER_LENGTH + u16(bytes, at + 11);
            whole += at <= offset + length ? 1 : 0;
        }
        return whole;
    }

    private static void assertBearable(byte[] record, byte[] bytes) {
        assertWhole(record, bytes);
        int bodyLength = record.length - HEADER_LENGTH;
        if (u16(record, 3) == 0) {
            assertThat(record[0]).isIn((byte) CHANGE_CIPHER_SPEC, (byte) HANDSHAKE);
            assertThat(bodyLength).isPositive();
        } else {
            assertThat(u16(record, 3)).isEqualTo(1);
            assertThat(record[0]).as("no alert, no data").isEqualTo((byte) HANDSHAKE);
            assertThat(bodyLength).as("a Finished, protected").isGreaterThanOrEqualTo(40);
        }
    }

    private static void assertEarly(byte[] record, byte[] bytes) {
        assertWhole(record, bytes);
        assertThat(record[0]).isEqualTo((byte) APPLICATION_DATA);
        assertThat(u16(record, 3)).isEqualTo(1);
    }

    private static void assertWhole(byte[] record, byte[] bytes) {
        assertThat(record.length).isBetween(HEADER_LENGTH, HandshakeInbox.LONGEST_RECORD);
        assertThat(u16(record, 11)).isEqualTo(record.length - HEADER_LENGTH);
        assertThat(record[1]).isEqualTo((byte) 0xFE);
        assertThat(bytes).containsSequence(record);
    }

    private static int u16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
}

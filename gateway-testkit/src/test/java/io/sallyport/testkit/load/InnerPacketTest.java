package io.sallyport.testkit.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerPacketTest {
    private static final int SOURCE = 0xC613_0002; // 198.19.0.2
    private static final int DESTINATION = 0xC612_020A; // 198.18.2.10

    @Test
    void standsBehindTheHeaderOfACstpFrameWithData() {
        byte[] packet = InnerPacket.of(SOURCE, 20_000, DESTINATION, 5001, new byte[] {1, 2, 3});

        assertThat(HexFormat.of().formatHex(packet, 0, InnerPacket.FRONT)).isEqualTo("53544601001f0000");
        assertThat(HexFormat.of().formatHex(packet, InnerPacket.FRONT, InnerPacket.FRONT + 4))
                .isEqualTo("4500001f");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 15, 1372})
    void bothChecksumsAreRight(int length) {
        byte[] packet = InnerPacket.of(SOURCE, 20_000, DESTINATION, 5001, FlowMessage.data(length));

        assertThat(sum(packet, 8, 28, 0)).isEqualTo(0xFFFF);
        assertThat(sum(packet, 28, packet.length, pseudoHeader(8 + length))).isEqualTo(0xFFFF);
    }

    @Test
    void aChangedPayloadGetsItsChecksum() {
        byte[] packet = InnerPacket.of(SOURCE, 20_000, DESTINATION, 5001, new byte[FlowMessage.LENGTH]);

        new FlowMessage(true, 1372, 400, 123_456_789).write(packet, InnerPacket.FRONT + InnerPacket.HEADERS_LENGTH);
        InnerPacket.finish(packet);

        assertThat(sum(packet, 28, packet.length, pseudoHeader(8 + FlowMessage.LENGTH)))
                .isEqualTo(0xFFFF);
    }

    @Test
    void aCountIsReadAsItWasWritten() {
        byte[] bytes = new byte[FlowMessage.LENGTH];
        FlowMessage count = new FlowMessage(true, 1372, 400, 123_456_789);

        count.write(bytes, 0);

        assertThat(FlowMessage.isCount(bytes, 0, bytes.length)).isTrue();
        assertThat(FlowMessage.isData(bytes, 0, bytes.length)).isFalse();
        assertThat(FlowMessage.count(bytes, 0)).isEqualTo(count);
    }

    @Test
    void aCountThatAsksForTooMuchGetsWhatIsAllowed() {
        byte[] bytes = ByteBuffer.allocate(FlowMessage.LENGTH)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) 0xFFFF)
                .putInt(-1)
                .putLong(-5)
                .array();

        FlowMessage count = FlowMessage.count(bytes, 0);

        assertThat(count.payloadLength()).isEqualTo(1472);
        assertThat(count.window()).isEqualTo(FlowMessage.COUNT_EVERY);
    }

    private static long pseudoHeader(int udpLength) {
        return (SOURCE >>> 16) + (SOURCE & 0xFFFFL) + (DESTINATION >>> 16) + (DESTINATION & 0xFFFFL) + 17L + udpLength;
    }

    /** As in RFC 1071, byte by byte. */
    private static int sum(byte[] bytes, int from, int to, long start) {
        long sum = start;
        for (int i = from; i < to; i++) {
            sum += (long) (bytes[i] & 0xFF) << ((i - from) % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }
}

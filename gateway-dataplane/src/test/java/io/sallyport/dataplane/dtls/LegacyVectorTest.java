package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The captured handshake, one derivation at a time. */
class LegacyVectorTest {
    private static final int BODY = RecordHeader.LENGTH + 12;

    private final byte[] clientRandom = Arrays.copyOfRange(LegacyVectors.CLIENT_HELLO, BODY + 2, BODY + 34);
    private final byte[] serverRandom = Arrays.copyOfRange(LegacyVectors.SERVER_HELLO, BODY + 2, BODY + 34);
    private final byte[] transcript =
            LegacyPrf.join(body(LegacyVectors.CLIENT_HELLO), body(LegacyVectors.SERVER_HELLO));

    @Test
    void derivesTheKeyBlock() {
        assertThat(LegacyPrf.keyBlock(LegacyVectors.MASTER_SECRET, serverRandom, clientRandom, 72))
                .asHexString()
                .isEqualToIgnoringCase(HexFormat.of().formatHex(LegacyVectors.KEY_BLOCK));
    }

    @Test
    @Requirement(201)
    void hashesTheBodiesOfMessagesWithoutTheirHeaders() {
        byte[] server = LegacyPrf.verifyData(LegacyVectors.MASTER_SECRET, "server finished", transcript);
        byte[] client = LegacyPrf.verifyData(
                LegacyVectors.MASTER_SECRET, "client finished", LegacyPrf.join(transcript, server));

        assertThat(server).isEqualTo(LegacyVectors.hex("d0f11f8e21294d0191e34a2f"));
        assertThat(client).isEqualTo(LegacyVectors.hex("51a7f83cfbd186c26272829a"));
    }

    @Test
    void opensTheRecordsOfBothEnds() {
        RecordKeys keys =
                RecordKeys.ofServer(DtlsVersion.CISCO_0_9, Protection.AES_128_CBC_SHA1, LegacyVectors.KEY_BLOCK);

        assertThat(opened(RecordCipher.receiving(keys), LegacyVectors.CLIENT_FINISHED))
                .isEqualTo(LegacyVectors.CLIENT_FINISHED_MESSAGE);
        assertThat(opened(RecordCipher.sending(keys), LegacyVectors.SERVER_FINISHED))
                .isEqualTo(LegacyVectors.SERVER_FINISHED_MESSAGE);
    }

    private static byte[] opened(RecordCipher cipher, byte[] record) {
        byte[] target = new byte[128];
        int length = cipher.open(
                RecordHeader.type(record, 0),
                RecordHeader.number(record, 0),
                record,
                RecordHeader.LENGTH,
                RecordHeader.bodyLength(record, 0),
                target,
                0);
        assertThat(length).isNotNegative();
        return Arrays.copyOf(target, length);
    }

    private static byte[] body(byte[] record) {
        return Arrays.copyOfRange(record, BODY, record.length);
    }
}

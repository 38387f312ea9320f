package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** The client's end, made of the derivations that {@link LegacyVectorTest} checks. */
public final class LegacyClient {
    private static final int BODY = RecordHeader.LENGTH + 12;

    public final byte[] hello;
    final byte[] serverRandom;
    final Protection protection;
    final int firstMessage;

    public LegacyClient(byte[] hello, byte[] serverRandom, int suite, int firstMessage) {
        this.serverRandom = serverRandom;
        this.hello = hello;
        this.protection = Protection.ofSuite(suite).orElseThrow();
        this.firstMessage = firstMessage;
    }

    /** Checks the server's flight, and answers it. */
    public byte[] finish(byte[] flight) {
        int finishedAt = 13 + 0x52 + 16;
        byte[] opened = new byte[128];
        int length = RecordCipher.receiving(keys())
                .open(
                        22,
                        RecordHeader.number(flight, finishedAt),
                        flight,
                        finishedAt + 13,
                        RecordHeader.bodyLength(flight, finishedAt),
                        opened,
                        0);
        assertThat(length).isEqualTo(24);
        assertThat(opened[5]).isEqualTo((byte) (firstMessage + 2));
        assertThat(Arrays.copyOfRange(opened, 12, 24))
                .isEqualTo(LegacyPrf.verifyData(LegacyVectors.MASTER_SECRET, "server finished", transcript(flight)));
        return finishUnchecked(flight);
    }

    byte[] finishUnchecked(byte[] flight) {
        byte[] server = LegacyPrf.verifyData(LegacyVectors.MASTER_SECRET, "server finished", transcript(flight));
        byte[] verifyData = LegacyPrf.verifyData(
                LegacyVectors.MASTER_SECRET, "client finished", LegacyPrf.join(transcript(flight), server));
        byte[] message =
                LegacyPrf.join(LegacyVectors.hex("1400000c00%02x00000000000c".formatted(firstMessage + 2)), verifyData);
        byte[] record = new byte[13 + protection.bodyLength(24)];
        RecordHeader.write(record, 0, 22, DtlsVersion.CISCO_0_9, 1L << 48, record.length - 13);
        RecordCipher.sending(keys()).seal(22, 1L << 48, message, 0, 24, record, 13);
        byte[] change = LegacyVectors.hex("14 0100 0000 000000000001 0003 0100%02x".formatted(firstMessage + 1));
        return LegacyPrf.join(change, record);
    }

    private byte[] transcript(byte[] flight) {
        return LegacyPrf.join(
                Arrays.copyOfRange(hello, BODY, hello.length), Arrays.copyOfRange(flight, BODY, 13 + 0x52));
    }

    public RecordKeys keys() {
        byte[] clientRandom = Arrays.copyOfRange(hello, BODY + 2, BODY + 34);
        return RecordKeys.ofServer(
                        DtlsVersion.CISCO_0_9,
                        protection,
                        LegacyPrf.keyBlock(
                                LegacyVectors.MASTER_SECRET, serverRandom, clientRandom, protection.keyBlockLength()))
                .atOtherEnd();
    }
}

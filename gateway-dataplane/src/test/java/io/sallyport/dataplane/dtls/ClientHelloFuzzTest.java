package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** RT-35: a first look at a stranger's datagram stays inside of it, and sees what a client would have to write to be seen so. */
class ClientHelloFuzzTest {
    private static final int AROUND = 7;

    @FuzzTest(maxDuration = "10m")
    void peek(byte[] datagram) {
        Optional<ClientHello> hello = ClientHello.peek(datagram, 0, datagram.length);

        assertThat(peekAmongOthers(datagram).map(ClientHelloFuzzTest::described))
                .as("what stands around it does not matter")
                .isEqualTo(hello.map(ClientHelloFuzzTest::described));
        hello.ifPresent(found -> {
            assertThat(ClientHello.isLikely(datagram, 0, datagram.length)).isTrue();
            assertBounded(found, datagram.length);
            assertThat(described(written(found))).isEqualTo(described(found));
        });
    }

    private static Optional<ClientHello> peekAmongOthers(byte[] datagram) {
        byte[] memory = new byte[AROUND + datagram.length + AROUND];
        Arrays.fill(memory, (byte) 0xFF);
        System.arraycopy(datagram, 0, memory, AROUND, datagram.length);
        return ClientHello.peek(memory, AROUND, datagram.length);
    }

    private static void assertBounded(ClientHello hello, int datagramLength) {
        assertThat(hello.random()).hasSize(32);
        assertThat(hello.sessionId()).hasSizeLessThanOrEqualTo(32);
        assertThat(hello.cookie()).hasSizeLessThanOrEqualTo(255);
        hello.appId().ifPresent(id -> assertThat(id).hasSizeBetween(1, 255));
        assertThat(hello.fragmentLength()).isLessThanOrEqualTo(datagramLength - RecordHeader.LENGTH - 12);
        for (int i = 0; i + 1 < hello.suites().length; i += 2) {
            assertThat(hello.offers(RecordHeader.u16(hello.suites(), i))).isTrue();
        }
    }

    private static String described(ClientHello hello) {
        HexFormat hex = HexFormat.of();
        return "%04x %04x %d %s %s %s %s %s"
                .formatted(
                        hello.recordVersion(),
                        hello.version(),
                        hello.messageSequence(),
                        hex.formatHex(hello.random()),
                        hex.formatHex(hello.sessionId()),
                        hex.formatHex(hello.cookie()),
                        hex.formatHex(hello.suites()),
                        hello.appId().map(hex::formatHex));
    }

    /** As a client writes it, in one fragment. */
    private static ClientHello written(ClientHello hello) {
        byte[] extensions = hello.appId()
                .map(id -> LegacyPrf.join(u16(id.length + 5), u16(48018), u16(id.length + 1), u8(id.length), id))
                .orElse(new byte[0]);
        byte[] body = LegacyPrf.join(
                u16(hello.version()),
                hello.random(),
                u8(hello.sessionId().length),
                hello.sessionId(),
                u8(hello.cookie().length),
                hello.cookie(),
                u16(hello.suites().length),
                hello.suites(),
                new byte[] {1, 0},
                extensions);
        byte[] length = LegacyPrf.join(u8(0), u16(body.length));
        byte[] message = LegacyPrf.join(u8(1), length, u16(hello.messageSequence()), new byte[3], length, body);
        byte[] datagram = LegacyPrf.join(new byte[RecordHeader.LENGTH], message);
        RecordHeader.write(datagram, 0, ContentType.HANDSHAKE, DtlsVersion.DTLS_1_2, 0, message.length);
        RecordHeader.putU16(datagram, 1, hello.recordVersion());
        return ClientHello.peek(datagram, 0, datagram.length).orElseThrow();
    }

    private static byte[] u8(int value) {
        return new byte[] {(byte) value};
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }
}

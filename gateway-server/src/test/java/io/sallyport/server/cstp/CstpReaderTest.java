package io.sallyport.server.cstp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CstpReaderTest {
    /** DATA with 4 bytes, KEEPALIVE, DPD-REQ "ab", DPD-RESP, DISCONNECT "b0 Bye". */
    private static final String ALL = "5354460100040000" + "45000014"
            + "5354460100000700"
            + "5354460100020300" + "6162"
            + "5354460100000400"
            + "5354460100040500" + "b0427965";

    private static final List<String> ALL_FRAMES =
            List.of("data 45000014", "keepalive", "dpd-request 6162", "dpd-response", "disconnect b0427965");

    /** Writes down what it is told. */
    private static final class Notes implements CstpReader.Listener {
        final List<String> frames = new ArrayList<>();

        @Override
        public void data(byte[] bytes, int offset, int length) {
            frames.add(("data " + hex(bytes, offset, length)).strip());
        }

        @Override
        public void dpdRequest(byte[] bytes, int offset, int length) {
            frames.add(("dpd-request " + hex(bytes, offset, length)).strip());
        }

        @Override
        public void dpdResponse() {
            frames.add("dpd-response");
        }

        @Override
        public void disconnect(byte[] bytes, int offset, int length) {
            frames.add(("disconnect " + hex(bytes, offset, length)).strip());
        }

        @Override
        public void keepalive() {
            frames.add("keepalive");
        }

        @Override
        public void compressed(byte[] bytes, int offset, int length) {
            frames.add("compressed " + length);
        }

        @Override
        public void unknown(int type) {
            frames.add("unknown " + type);
        }

        private static String hex(byte[] bytes, int offset, int length) {
            return HexFormat.of().formatHex(bytes, offset, offset + length);
        }
    }

    private final CstpReader reader = new CstpReader(1500);
    private final Notes notes = new Notes();

    @Test
    void readsFrameAfterFrame() throws BadFrame {
        byte[] stream = hex(ALL);

        assertThat(reader.read(stream, 0, stream.length, notes)).isEqualTo(stream.length);

        assertThat(notes.frames).isEqualTo(ALL_FRAMES);
    }

    @Test
    void findsTheSameFramesWhereverTheStreamIsCut() throws BadFrame {
        byte[] stream = hex(ALL);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                Notes pieces = new Notes();
                Carry carry = new Carry();
                for (int[] piece : new int[][] {{0, first}, {first, second}, {second, stream.length}}) {
                    carry.append(stream, piece[0], piece[1] - piece[0]);
                    carry.consume(reader.read(carry.bytes(), 0, carry.length(), pieces));
                }
                assertThat(pieces.frames).as("cut at %d and %d", first, second).isEqualTo(ALL_FRAMES);
                assertThat(carry.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void readsWhereTheFrameStands() throws BadFrame {
        byte[] stream = hex("ffffff" + "5354460100000700" + "ff");

        assertThat(reader.read(stream, 3, 8, notes)).isEqualTo(8);

        assertThat(notes.frames).containsExactly("keepalive");
    }

    @Test
    void leavesAnUnfinishedFrameAlone() throws BadFrame {
        byte[] stream = hex("5354460100000700" + "53544601000400004500");

        assertThat(reader.read(stream, 0, stream.length, notes)).isEqualTo(8);

        assertThat(notes.frames).containsExactly("keepalive");
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        "474554202f204854, WRONG_MAGIC",
        "5354460200000000, WRONG_MAGIC",
        "5354460100000001, RESERVED_BYTE_SET",
        "5354460105dd0000, TOO_LONG",
        "53544601ffff0000, TOO_LONG",
        "5354460100000800, NOT_NEGOTIATED",
    })
    void refusesWhatIsNotCstpFromTheHeaderAlone(String header, BadFrame.Reason reason) {
        byte[] stream = hex("5354460100000700" + header);

        assertThatThrownBy(() -> reader.read(stream, 0, stream.length, notes))
                .isInstanceOfSatisfying(
                        BadFrame.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(notes.frames).as("what came before").containsExactly("keepalive");
    }

    @Test
    void takesAFrameOfTheGreatestLength() throws BadFrame {
        byte[] stream = new byte[8 + 1500];
        CstpHeader.write(stream, 0, FrameType.DATA, 1500);

        assertThat(reader.read(stream, 0, stream.length, notes)).isEqualTo(stream.length);
    }

    @Test
    void takesCompressedPacketsOnceThatIsAgreedOn() throws BadFrame {
        Notes notes = new Notes();
        reader.allowCompressed();

        reader.read(hex("5354460100050800" + "30e07fdb00"), 0, 13, notes);

        assertThat(notes.frames).containsExactly("compressed 5");
    }

    @Test
    void knowsEveryType() throws BadFrame {
        for (int type = 0; type <= 255; type++) {
            byte[] stream = new byte[8];
            CstpHeader.write(stream, 0, type, 0);
            Notes one = new Notes();
            if (type == FrameType.COMPRESSED) {
                assertThatThrownBy(() -> reader.read(stream, 0, 8, one)).isInstanceOf(BadFrame.class);
            } else {
                reader.read(stream, 0, 8, one);
                String expected = switch (type) {
                    case 0x00 -> "data";
                    case 0x03 -> "dpd-request";
                    case 0x04 -> "dpd-response";
                    case 0x05 -> "disconnect";
                    case 0x07 -> "keepalive";
                    default -> "unknown " + type;
                };
                assertThat(one.frames).containsExactly(expected);
            }
        }
    }

    @Test
    void survivesAnyBytes() {
        long seed = 0x5A11_1920L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (bytes.length >= 8 && random.nextBoolean()) {
                CstpHeader.write(bytes, 0, random.nextInt(256), random.nextInt(48));
            }
            try {
                assertThat(reader.read(bytes, 0, bytes.length, notes))
                        .as("seed %x, round %d", seed, round)
                        .isBetween(0, bytes.length);
            } catch (BadFrame e) {
                assertThat(e.reason()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "b041626f727465642062792063616c6c6572, true, Aborted by caller",
        "91526563, false, Rec",
        "d1, false, ''",
        "70, false, ''",
        "'', false, ''",
        "b00a1b5b33316d, true, ??[31m",
    })
    void tellsAUserWhoLeavesFromAClientThatMayReturn(String payload, boolean byUser, String text) {
        byte[] bytes = hex("ff" + payload);

        Goodbye goodbye = Goodbye.parse(bytes, 1, bytes.length - 1);

        assertThat(goodbye.isByUser()).isEqualTo(byUser);
        assertThat(goodbye.text()).isEqualTo(text);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}

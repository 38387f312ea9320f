package io.sallyport.dataplane.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PacketCompressionTest {
    private static final int GUARD = 16;

    static Stream<PacketCompression> all() {
        return Stream.of(new Lzs(), new Lz4());
    }

    /** From openconnect's compressor: protocol.md, 6.7. */
    @ParameterizedTest
    @CsvSource({
        "'', 1, c000",
        "abc, 1, 30988c7800",
        "a, 8, 30e07b00",
        "a, 24, 30e07fc300",
        "a, 30, 30e07fdb00",
        "a, 300, 30e07fffffffffffffffffffdb00",
        "ab, 6, 3098b05e5800",
    })
    void opensWhatOpenconnectHasCompressed(String unit, int times, String compressed) {
        byte[] packet = unit.repeat(times).getBytes(US_ASCII);

        assertThat(decompress(new Lzs(), hex(compressed), 2000)).isEqualTo(packet);
        assertThat(decompress(new Lzs(), hex(compressed), packet.length)).isEqualTo(packet);
        if (packet.length > 0) {
            assertThat(new Lzs()
                            .decompress(
                                    hex(compressed), 0, compressed.length() / 2, new byte[2000], 0, packet.length - 1))
                    .isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"a, 24, 30e07fc300", "a, 30, 30e07fdb00", "a, 300, 30e07fffffffffffffffffffdb00", "ab, 6, 3098b05e5800"
    })
    void compressesLikeOpenconnect(String unit, int times, String compressed) {
        byte[] packet = unit.repeat(times).getBytes(US_ASCII);

        // Openconnect's may be one byte of zeros longer.
        assertThat(hex(compressed)).startsWith(compress(new Lzs(), packet));
    }

    /** Made by hand from the description of the format. */
    @ParameterizedTest
    @CsvSource({
        "00, ''",
        "30616263, abc",
        "1261 0100 30616161, aaaaaaaaaa",
        "f001 6162636465666768696a6b6c6d6e6f70, abcdefghijklmnop",
        "2f6162 0200 00 50 6261626162, ababababababababababababab",
    })
    void opensLz4Blocks(String compressed, String packet) {
        assertThat(new String(decompress(new Lz4(), hex(compressed), 2000), US_ASCII))
                .isEqualTo(packet);
    }

    @ParameterizedTest
    @CsvSource({
        "''", // not even a token
        "10", // a literal is missing
        "f0", // its number is missing
        "f0ff", // and goes on
        "0001", // half a distance
        "1061 0000 00", // no distance
        "1061 0200 00", // further back than there is anything
        "1061 0100", // ends with a match
        "1f61 0100", // the length goes on
    })
    void refusesMalformedLz4Blocks(String compressed) {
        byte[] source = hex(compressed);

        assertThat(new Lz4().decompress(source, 0, source.length, new byte[2000], 0, 2000))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("all")
    void opensWhatItHasCompressedItself(PacketCompression compression) {
        long seed = 0xC0_4812L;
        SplittableRandom random = new SplittableRandom(seed);
        int shorter = 0;
        for (int round = 0; round < 3000; round++) {
            byte[] packet = packet(random, random.nextInt(1, 3000));

            byte[] compressed = compress(compression, packet);

            if (compressed.length > 0) {
                shorter++;
                assertThat(compressed.length).isLessThan(packet.length);
                assertThat(decompress(compression, compressed, packet.length))
                        .as("seed %x, round %d", seed, round)
                        .isEqualTo(packet);
            }
        }
        assertThat(shorter).isGreaterThan(1000);
    }

    @ParameterizedTest
    @MethodSource("all")
    void compressesThePacketsThatCanBeLargest(PacketCompression compression) {
        byte[] packet = packet(new SplittableRandom(5), PacketCompression.LARGEST_PACKET);

        byte[] compressed = compress(compression, packet);

        assertThat(decompress(compression, compressed, packet.length)).isEqualTo(packet);
    }

    @ParameterizedTest
    @MethodSource("all")
    void leavesWhatDoesNotBecomeShorter(PacketCompression compression) {
        byte[] noise = new byte[1400];
        new SplittableRandom(7).nextBytes(noise);

        assertThat(compress(compression, noise)).isEmpty();
        assertThat(compress(compression, new byte[] {1})).isEmpty();
        assertThat(compress(compression, new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void survivesAnythingWithinItsBounds(PacketCompression compression) {
        long seed = 0xBAD_B17L;
        SplittableRandom random = new SplittableRandom(seed);
        int opened = 0;
        for (int round = 0; round < 100_000; round++) {
            byte[] source = new byte[random.nextInt(40)];
            random.nextBytes(source);
            if (round % 2 == 0) {
                source = compress(compression, packet(random, 200));
                if (source.length > 0) {
                    source[random.nextInt(source.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            int limit = random.nextInt(300);
            byte[] target = new byte[GUARD + limit + GUARD];

            int length = compression.decompress(source, 0, source.length, target, GUARD, limit);

            assertThat(length).as("seed %x, round %d", seed, round).isBetween(-1, limit);
            assertThat(Arrays.copyOfRange(target, GUARD + limit, target.length))
                    .as("seed %x, round %d: what lies behind", seed, round)
                    .containsOnly(0);
            opened += length > 0 ? 1 : 0;
        }
        assertThat(opened).as("some are still something").isPositive();
    }

    @Test
    void refusesEveryBeginningOfAnLzsStream() {
        byte[] compressed = hex("3098b05e5800");
        for (int cut = 0; cut < 5; cut++) {
            assertThat(new Lzs().decompress(compressed, 0, cut, new byte[100], 0, 100))
                    .as("cut at %d", cut)
                    .isEqualTo(-1);
        }
    }

    /** Something like a packet: words of a small vocabulary, and some noise. */
    private static byte[] packet(SplittableRandom random, int length) {
        List<String> words = List.of("GET / HTTP/1.1\r\n", "Host: ", "example.test", "aaaaaaaa", "x", "\0\0\0\0\0\0");
        byte[] packet = new byte[length];
        int at = 0;
        while (at < length) {
            byte[] word = random.nextInt(6) == 0
                    ? new byte[] {(byte) random.nextInt()}
                    : words.get(random.nextInt(words.size())).getBytes(US_ASCII);
            int taken = Math.min(word.length, length - at);
            System.arraycopy(word, 0, packet, at, taken);
            at += taken;
        }
        return packet;
    }

    private static byte[] compress(PacketCompression compression, byte[] packet) {
        byte[] target = new byte[packet.length + GUARD];
        int length = compression.compress(packet, 0, packet.length, target, 0);
        assertThat(Arrays.copyOfRange(target, packet.length, target.length)).containsOnly(0);
        return Arrays.copyOf(target, length);
    }

    private static byte[] decompress(PacketCompression compression, byte[] compressed, int limit) {
        byte[] target = new byte[limit + GUARD];
        int length = compression.decompress(compressed, 0, compressed.length, target, 0, limit);
        assertThat(length).isNotNegative();
        return Arrays.copyOf(target, length);
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }
}

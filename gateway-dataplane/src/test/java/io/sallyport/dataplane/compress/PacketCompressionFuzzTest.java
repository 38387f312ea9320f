package io.sallyport.dataplane.compress;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;

/**
 * RT-35: whatever a peer calls compressed stays within the room that it was given, and yields the same in any room that is
 * large enough; and every packet comes out as it went in.
 */
class PacketCompressionFuzzTest {
    private static final int GUARD = 16;
    private static final int LIMIT = 2000;
    private static final List<PacketCompression> ALL = List.of(new Lzs(), new Lz4());

    @FuzzTest(maxDuration = "10m")
    void read(byte[] bytes) {
        for (PacketCompression compression : ALL) {
            opensTheSameInAnyRoom(compression, bytes);
            comesOutAsItWentIn(compression, bytes);
        }
    }

    private static void opensTheSameInAnyRoom(PacketCompression compression, byte[] compressed) {
        byte[] target = new byte[GUARD + LIMIT + GUARD];
        int length = compression.decompress(compressed, 0, compressed.length, target, GUARD, LIMIT);
        assertThat(length).isBetween(-1, LIMIT);
        assertUntouched(target, LIMIT);
        if (length < 0) {
            return;
        }
        byte[] tight = new byte[GUARD + length + GUARD];
        byte[] shifted = new byte[1 + compressed.length + 1];
        System.arraycopy(compressed, 0, shifted, 1, compressed.length);

        assertThat(compression.decompress(shifted, 1, compressed.length, tight, GUARD, length))
                .isEqualTo(length);
        assertUntouched(tight, length);
        assertThat(Arrays.equals(tight, GUARD, GUARD + length, target, GUARD, GUARD + length))
                .isTrue();
        if (length > 0) {
            byte[] narrow = new byte[GUARD + length - 1 + GUARD];
            assertThat(compression.decompress(compressed, 0, compressed.length, narrow, GUARD, length - 1))
                    .isEqualTo(-1);
            assertUntouched(narrow, length - 1);
        }
    }

    private static void comesOutAsItWentIn(PacketCompression compression, byte[] packet) {
        byte[] compressed = new byte[GUARD + packet.length + GUARD];
        int length = compression.compress(packet, 0, packet.length, compressed, GUARD);
        assertUntouched(compressed, packet.length);
        if (length == 0) {
            return;
        }
        assertThat(length).isBetween(1, packet.length - 1);
        byte[] opened = new byte[packet.length];
        assertThat(compression.decompress(compressed, GUARD, length, opened, 0, opened.length))
                .isEqualTo(packet.length);
        assertThat(Arrays.equals(opened, packet)).isTrue();
    }

    private static void assertUntouched(byte[] target, int limit) {
        for (int i = 0; i < GUARD; i++) {
            assertThat(target[i] | target[GUARD + limit + i]).isZero();
        }
    }
}

package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PatternBytesTest {
    private static final int BLOCK = PatternBytes.BLOCK_LENGTH;

    @Test
    void givesAsManyBytesAsAskedForAndAlwaysTheSame() {
        byte[] once = all(7, 2L * BLOCK + 3);
        byte[] again = all(7, 2L * BLOCK + 3);

        assertThat(once).hasSize(2 * BLOCK + 3).isEqualTo(again);
        assertThat(once).isNotEqualTo(all(8, 2L * BLOCK + 3));
    }

    @Test
    void noTwoBlocksAreTheSame() {
        byte[] bytes = all(7, 2L * BLOCK);

        assertThat(Arrays.equals(bytes, 0, BLOCK, bytes, BLOCK, 2 * BLOCK)).isFalse();
    }

    @Test
    void theHashIsThatOfTheBytes() {
        String hash = HexFormat.of().formatHex(PatternBytes.newSha256().digest(all(7, BLOCK + 1L)));

        assertThat(PatternBytes.sha256(7, BLOCK + 1L)).isEqualTo(hash);
    }

    private static byte[] all(long seed, long count) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (PatternBytes bytes = new PatternBytes(seed, count); bytes.hasMore(); ) {
            ByteBuffer block = bytes.next();
            byte[] copy = new byte[block.remaining()];
            block.get(copy);
            all.writeBytes(copy);
        }
        return all.toByteArray();
    }
}

package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowModelTest {
    /** Remembers everything. */
    private static final class NaiveWindow {
        private final Set<Long> seen = new HashSet<>();
        private long newest = -1;

        boolean isNew(long sequence) {
            return sequence > newest - ReplayWindow.WIDTH && !seen.contains(sequence);
        }

        void add(long sequence) {
            seen.add(sequence);
            newest = Math.max(newest, sequence);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 64, 1000, 1100, 5000, 100_000})
    void agreesWithAWindowThatRemembersEverything(int reach) {
        long seed = 0x5EC0_0000L + reach;
        SplittableRandom random = new SplittableRandom(seed);
        ReplayWindow window = new ReplayWindow();
        NaiveWindow naive = new NaiveWindow();
        long centre = 0;
        for (int round = 0; round < 60_000; round++) {
            long sequence = Math.max(0, centre + random.nextInt(-reach, reach + 1));

            assertThat(window.isNew(sequence))
                    .as("seed %x, round %d, sequence %d", seed, round, sequence)
                    .isEqualTo(naive.isNew(sequence));

            if (naive.isNew(sequence) && random.nextInt(8) != 0) { // some do not verify
                window.add(sequence);
                naive.add(sequence);
            }
            centre += random.nextInt(64) == 0 ? random.nextInt(3 * reach + 1) : 1;
        }
    }

    @Test
    void tellsApartTheLast1024Numbers() {
        ReplayWindow window = new ReplayWindow();

        window.add(5000);

        assertThat(window.isNew(5000)).isFalse();
        assertThat(window.isNew(5000 - 1023)).isTrue();
        assertThat(window.isNew(5000 - 1024)).isFalse();
    }

    @Test
    void worksUpToTheLastNumber() {
        ReplayWindow window = new ReplayWindow();

        window.add(0);
        window.add(RecordHeader.SEQUENCE_MASK);

        assertThat(window.isNew(RecordHeader.SEQUENCE_MASK)).isFalse();
        assertThat(window.isNew(RecordHeader.SEQUENCE_MASK - 1)).isTrue();
        assertThat(window.isNew(0)).isFalse();
    }
}

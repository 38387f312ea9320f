package io.sallyport.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.server.cstp.FrameType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathProbingTest {
    private static final long BEGIN = -2_000_000_000L; // as nanoTime may be

    private final PathProbing probing = new PathProbing(BEGIN);

    @ParameterizedTest
    @ValueSource(ints = {FrameType.DATA, FrameType.COMPRESSED, FrameType.DPD_RESPONSE, FrameType.KEEPALIVE})
    void anyOtherFrameEndsIt(int type) {
        assertThat(probing.isOver(BEGIN + 1)).isFalse();

        probing.frame(type, 20, () -> BEGIN + 2);

        assertThat(probing.isOver(BEGIN + 2)).isTrue();
    }

    @Test
    void aProbeOfLifeEndsIt() {
        probing.frame(FrameType.DPD_REQUEST, 0, () -> BEGIN + 2);

        assertThat(probing.isOver(BEGIN + 2)).isTrue();
    }

    @Test
    void silenceEndsIt() {
        assertThat(probing.isOver(BEGIN + PathProbing.SILENCE_NANOS - 1)).isFalse();
        assertThat(probing.isOver(BEGIN + PathProbing.SILENCE_NANOS)).isTrue();
    }

    @Test
    void eachProbeOfAPathProlongsIt() {
        probing.frame(FrameType.DPD_REQUEST, 1400, () -> BEGIN + 1_000);

        assertThat(probing.overAtNanos()).isEqualTo(BEGIN + 1_000 + PathProbing.SILENCE_NANOS);
        assertThat(probing.isOver(BEGIN + PathProbing.SILENCE_NANOS)).isFalse();
    }

    @Test
    void onceOverItStaysOver() {
        probing.frame(FrameType.DATA, 60, () -> BEGIN);
        probing.frame(FrameType.DPD_REQUEST, 1400, () -> BEGIN + 5);

        assertThat(probing.isOver(BEGIN + 6)).isTrue();
    }
}

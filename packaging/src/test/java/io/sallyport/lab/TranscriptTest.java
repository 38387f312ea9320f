package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Transcript transcript = new Transcript();

    @Test
    void findsWhatWasSaidAndWhatIsStillToCome() {
        transcript.append("one two one");

        long behindFirst = transcript.await("one", 0, SOON);
        long behindSecond = transcript.await("one", behindFirst, SOON);
        Thread.ofPlatform().start(() -> transcript.append(" one"));
        long behindThird = transcript.await("one", behindSecond, SOON);

        assertThat(behindFirst).isEqualTo(3);
        assertThat(behindSecond).isEqualTo(11);
        assertThat(behindThird).isEqualTo(15);
    }

    @Test
    void givesUpAtOnceWhenNothingMoreWillBeSaid() {
        transcript.append("cannot bind");
        transcript.end();

        assertThatThrownBy(() -> transcript.await("ready", 0, Duration.ofDays(1)))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("ready")
                .hasMessageContaining("cannot bind");
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        transcript.append("starting");

        assertThatThrownBy(() -> transcript.await("ready", 0, Duration.ofMillis(1)))
                .isInstanceOf(LabFailure.class)
                .hasMessageContaining("starting");
    }

    @Test
    void dropsTheOldestPastItsBoundAndKeepsPlacesValid() {
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 20; i++) {
            transcript.append(megabyte);
        }
        long mark = transcript.length();
        transcript.append("needle");

        assertThat(transcript.all()).hasSizeLessThan(9 << 20);
        assertThat(transcript.await("needle", mark, SOON)).isEqualTo(mark + 6);
    }
}

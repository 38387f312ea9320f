package io.sallyport.server.cstp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.cstp.DeadPeerDetector.Action;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadPeerDetectorTest {
    private static final long INTERVAL = 30;

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000_000, Long.MAX_VALUE - 50})
    @Requirement(180)
    void probesASilentPeerTwiceAndThenGivesUp(long start) {
        DeadPeerDetector detector = new DeadPeerDetector(INTERVAL, 2, start);

        assertThat(detector.poll(start + 29)).isEqualTo(new Action.WaitUntil(start + 30));
        assertThat(detector.poll(start + 30)).isEqualTo(new Action.Probe());
        assertThat(detector.poll(start + 30)).isEqualTo(new Action.WaitUntil(start + 60));
        assertThat(detector.poll(start + 60)).isEqualTo(new Action.Probe());
        assertThat(detector.poll(start + 89)).isEqualTo(new Action.WaitUntil(start + 90));
        assertThat(detector.poll(start + 90)).isEqualTo(new Action.GiveUp());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 50})
    void beginsAnewWithEverySignOfLife(long start) {
        DeadPeerDetector detector = new DeadPeerDetector(INTERVAL, 2, start);
        detector.poll(start + 30);
        detector.poll(start + 60);

        detector.heardAt(start + 61);

        assertThat(detector.poll(start + 90)).isEqualTo(new Action.WaitUntil(start + 91));
        assertThat(detector.poll(start + 91)).isEqualTo(new Action.Probe());
    }
}

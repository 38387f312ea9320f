package io.sallyport.dataplane.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sallyport.dataplane.shape.Shaper.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShaperTest {
    private static final int HEADROOM = 16;
    private static final long RATE = 1_250_000; // bytes per second: 10 Mbit/s
    private static final long SECOND = 1_000_000_000;
    private static final int PACKET = 1400;

    private final Shaper shaper = new Shaper(RATE, HEADROOM, 0);
    private final List<Integer> passed = new ArrayList<>();
    private long passedBytes;
    private long dropped;
    private long alarm = Long.MAX_VALUE;

    @Test
    void whatIsSlowerThanTheRateNeverWaits() {
        for (long now = 0; now < 5 * SECOND; now += SECOND / 500) {
            assertThat(shaper.admit(new byte[PACKET], 0, PACKET, now)).isEqualTo(Verdict.GOES);
        }
    }

    @Test
    void whatIsFasterPassesAtTheRateAndInOrder() {
        offer(2, 4 * SECOND);

        assertThat(passedBytes / 4.0).isCloseTo(RATE, within(RATE * 0.02));
        assertThat(dropped).isPositive();
        assertThat(passed).isSorted();
    }

    @Test
    void nothingIsLostWhileLittleWaits() {
        for (int i = 0; i < 40; i++) {
            admit(i, 0);
        }
        run(0, SECOND);

        assertThat(dropped).isZero();
        assertThat(passed).hasSize(40).isSorted();
    }

    @Test
    void anAlarmThatIsLateCostsNoRate() {
        long lateness = SECOND / 20;
        for (long now = 0; now < 2 * SECOND; now += SECOND / 2000) {
            admit((int) (now / 1000), now);
            if (now >= alarm + lateness) {
                release(now);
            }
        }

        assertThat(passedBytes / 2.0).isCloseTo(RATE, within(RATE * 0.05));
    }

    @Test
    void waitingIsBoundedInTime() {
        int admitted = 0;
        while (shaper.admit(new byte[PACKET], 0, PACKET, 0) != Verdict.DROPPED) {
            admitted++;
        }

        assertThat(admitted * PACKET).isBetween((int) (RATE / 10), (int) (RATE / 7));
    }

    @Test
    void aPacketThatWaitsIsACopyWithRoomInFront() {
        byte[] bytes = new byte[PACKET];
        while (shaper.admit(bytes, 0, PACKET, 0) == Verdict.GOES) {
            bytes[0]++;
        }
        byte expected = bytes[0];
        bytes[0] = 99;

        shaper.release(SECOND, (released, offset, length) -> {
            assertThat(offset).isEqualTo(HEADROOM);
            assertThat(length).isEqualTo(PACKET);
            assertThat(released[offset]).isEqualTo(expected);
        });
    }

    private void offer(int timesTheRate, long duration) {
        long interval = PACKET * SECOND / RATE / timesTheRate;
        for (long now = 0; now < duration; now += interval) {
            run(now - interval, now);
            admit((int) (now / 1000), now);
        }
    }

    private void run(long from, long to) {
        while (alarm <= to) {
            release(Math.max(alarm, from));
        }
    }

    private void admit(int number, long now) {
        byte[] packet = new byte[PACKET];
        packet[0] = (byte) (number >> 24);
        packet[1] = (byte) (number >> 16);
        packet[2] = (byte) (number >> 8);
        packet[3] = (byte) number;
        switch (shaper.admit(packet, 0, PACKET, now)) {
            case GOES -> count(packet, 0);
            case WAITS_FIRST -> alarm = now + shaper.waitNanos(now);
            case WAITS -> {}
            case DROPPED -> dropped++;
        }
    }

    private void release(long now) {
        boolean more = shaper.release(now, (bytes, offset, length) -> count(bytes, offset));
        alarm = more ? now + shaper.waitNanos(now) : Long.MAX_VALUE;
    }

    private void count(byte[] bytes, int offset) {
        passedBytes += PACKET;
        passed.add(((bytes[offset] & 0xFF) << 24)
                | ((bytes[offset + 1] & 0xFF) << 16)
                | ((bytes[offset + 2] & 0xFF) << 8)
                | (bytes[offset + 3] & 0xFF));
    }
}

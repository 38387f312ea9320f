package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.dataplane.packet.IpPacket.Shape;
import java.util.Arrays;

/** Nothing that a client or the kernel hands us as a packet is read beyond its end, or grows. */
class IpPacketFuzzTest {
    private static final int MTU = 1300;

    @FuzzTest(maxDuration = "10m")
    void read(byte[] packet) {
        Shape shape = IpPacket.check(packet, 0, packet.length);
        if (shape == Shape.MALFORMED) {
            return;
        }
        IpPacket.isControl(packet, 0);
        byte[] clamped = packet.clone();
        MssClamp.clamp(clamped, 0, clamped.length, MTU);

        assertThat(IpPacket.check(clamped, 0, clamped.length)).isEqualTo(shape);
        assertThat(Arrays.mismatch(packet, clamped))
                .as("the IP header stays")
                .satisfiesAnyOf(
                        at -> assertThat(at).isEqualTo(-1), at -> assertThat(at).isGreaterThanOrEqualTo(20));
    }
}

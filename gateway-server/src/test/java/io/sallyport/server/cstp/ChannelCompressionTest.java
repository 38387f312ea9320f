package io.sallyport.server.cstp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.tunnel.Encoding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelCompressionTest {
    @ParameterizedTest
    @EnumSource
    void undoesWhatItDoes(Encoding encoding) {
        ChannelCompression sender = new ChannelCompression(encoding);
        ChannelCompression receiver = new ChannelCompression(encoding);
        byte[] packet =
                "a packet that says the same thing again and again; ".repeat(20).getBytes(StandardCharsets.US_ASCII);

        int compressed = sender.compress(packet, 0, packet.length);
        int length = receiver.decompress(sender.result(), ChannelCompression.OFFSET, compressed);

        assertThat(compressed).isBetween(1, packet.length - 1);
        assertThat(Arrays.copyOfRange(receiver.result(), ChannelCompression.OFFSET, ChannelCompression.OFFSET + length))
                .isEqualTo(packet);
    }

    @ParameterizedTest
    @EnumSource
    void leavesAloneWhatDoesNotShrink(Encoding encoding) {
        ChannelCompression compression = new ChannelCompression(encoding);
        byte[] noise = new byte[1400];
        new Random(7).nextBytes(noise);

        assertThat(compression.compress(noise, 0, noise.length)).isZero();
        assertThat(compression.compress(new byte[1400], 0, 100))
                .as("too short to be worth it")
                .isZero();
    }

    @Test
    @Requirement(192)
    void hasNothingToShowForNonsense() {
        ChannelCompression compression = new ChannelCompression(Encoding.LZS);

        assertThat(compression.decompress(new byte[] {(byte) 0xFF}, 0, 1)).isEqualTo(-1);
    }

    /** 30 bytes of "a", as openconnect writes them. */
    @Test
    @Requirement(190)
    void readsWhatOpenconnectWrites() {
        byte[] frame = HexFormat.of().parseHex("30e07fdb00");
        ChannelCompression compression = new ChannelCompression(Encoding.LZS);

        int length = compression.decompress(frame, 0, frame.length);

        assertThat(new String(compression.result(), ChannelCompression.OFFSET, length, StandardCharsets.US_ASCII))
                .isEqualTo("a".repeat(30));
    }

    /** The end marker alone: what a compressor makes of nothing. */
    @Test
    @Requirement(191)
    void findsNothingInAnEmptyBlock() {
        byte[] frame = HexFormat.of().parseHex("c000");

        assertThat(new ChannelCompression(Encoding.LZS).decompress(frame, 0, frame.length))
                .isZero();
    }

    /** A block that would become 4 GiB, were nobody to stop it. */
    @Test
    @Requirement(195)
    void boundsWhatComesOut() {
        byte[] bomb = new byte[8000];
        Arrays.fill(bomb, (byte) 0xFF);
        bomb[0] = 0x1F;
        bomb[1] = 'a';
        bomb[2] = 1;
        bomb[3] = 0;

        assertThat(new ChannelCompression(Encoding.LZ4).decompress(bomb, 0, bomb.length))
                .isEqualTo(-1);
    }
}

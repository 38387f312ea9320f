package io.sallyport.dataplane.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Cost per segment of cutting a super-packet of TCP, and of joining the segments again: 45 of 1354 bytes with timestamps. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OffloadBenchmark {
    private static final int SEGMENTS = 45;
    private static final int SIZE = 1354;
    private static final int HEADERS = 52;
    private static final int ROOM = 16;

    private final Segmenter segmenter = new Segmenter();
    private final byte[][] segments = new byte[SEGMENTS][];
    private byte[] superPacket = {};
    private byte[] buffer = {};
    private Coalescer coalescer = new Coalescer(true, (header, bytes, offset, length) -> true);

    @Setup(Level.Trial)
    public void build(Blackhole blackhole) {
        int length = HEADERS + SEGMENTS * SIZE;
        superPacket = new byte[ROOM + length];
        ByteBuffer packet = ByteBuffer.wrap(superPacket);
        packet.order(ByteOrder.nativeOrder())
                .position(ROOM - VnetHeader.LENGTH)
                .put((byte) 1)
                .put((byte) VnetHeader.GSO_TCPV4)
                .putShort((short) HEADERS)
                .putShort((short) SIZE)
                .putShort((short) 20)
                .putShort((short) 16);
        packet.order(ByteOrder.BIG_ENDIAN)
                .putShort((short) 0x4500)
                .putShort((short) length)
                .putInt(0x0001_4000)
                .putInt(0x4006_0000)
                .putInt(0xC612_020A)
                .putInt(0xC000_0207)
                .putInt(0x01BB_9C40)
                .putInt(1)
                .putInt(2)
                .putInt(0x8010_FFFF)
                .putInt(0);
        buffer = new byte[superPacket.length];
        int[] index = {0};
        System.arraycopy(superPacket, 0, buffer, 0, buffer.length);
        segmenter.cut(buffer, ROOM, length, 1406, (bytes, offset, size) -> {
            segments[index[0]++] = Arrays.copyOfRange(bytes, offset, offset + size);
        });
        coalescer = new Coalescer(true, (header, bytes, offset, size) -> {
            blackhole.consume(bytes);
            return true;
        });
    }

    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public void segment(Blackhole blackhole) {
        System.arraycopy(superPacket, 0, buffer, 0, ROOM + HEADERS); // payload is left alone, but for what headers cover
        segmenter.cut(buffer, ROOM, buffer.length - ROOM, 1406, (bytes, offset, size) -> blackhole.consume(size));
    }

    @Benchmark
    @OperationsPerInvocation(SEGMENTS)
    public int coalesce() {
        int lost = 0;
        for (byte[] segment : segments) {
            lost += coalescer.append(segment, 0, segment.length);
        }
        return lost + coalescer.flush();
    }
}

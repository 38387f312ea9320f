package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.sallyport.dataplane.packet.RandomPackets.Made;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Segmentation and coalescing beside naive twins. {@code -Dmodel.runs=1000000} for the whole of it, {@code -Dmodel.seed} for
 * the same again.
 */
class OffloadModelTest {
    private static final int RUNS = Integer.getInteger("model.runs", 10_000);
    private static final long SEED = Long.getLong("model.seed", System.nanoTime());
    private static final int FLOWS = 8; // as many as grow at a time: none has to give way
    private static final int ROOM = 16;

    /** What has been written to the kernel. */
    private record Written(Naive.Vnet vnet, byte[] packet) {}

    @Test
    void cutsAsANetworkCardWould() {
        SplittableRandom random = start("segmentation");
        RandomPackets packets = new RandomPackets(random);
        Segmenter segmenter = new Segmenter();
        for (int run = 0; run < RUNS; run++) {
            Made made = packets.large(1 + random.nextInt(random.nextInt(10) == 0 ? 60_000 : 600));
            int gsoSize = 1 + random.nextInt(random.nextBoolean() ? 100 : 1460);
            int mtu = 576 + random.nextInt(924);
            int type = made.protocol() == Naive.UDP ? 5 : Naive.isIpv4(made.bytes()) ? 1 : 4;
            Naive.Vnet vnet = new Naive.Vnet(
                    1, type, made.headers(), gsoSize, made.transport(), made.protocol() == Naive.TCP ? 16 : 6);
            byte[] buffer = Packets.behind(ROOM, made.bytes());
            System.arraycopy(vnet.bytes(), 0, buffer, ROOM - 10, 10);
            List<byte[]> cut = new ArrayList<>();

            boolean understood = segmenter.cut(buffer, ROOM, made.bytes().length, mtu, (bytes, offset, length) -> {
                cut.add(Arrays.copyOfRange(bytes, offset, offset + length));
                Arrays.fill(bytes, offset - ROOM, offset, (byte) 0xEE);
            });

            int size = made.protocol() == Naive.TCP ? Math.min(gsoSize, mtu - made.headers()) : gsoSize;
            List<byte[]> expected = Naive.segments(vnet, made.bytes(), size);
            if (!understood || !same(expected, cut)) {
                fail("run %d of seed %d: mtu %d, %s, %s", run, SEED, mtu, vnet, hex(List.of(made.bytes())));
            }
        }
    }

    @Test
    void joinsWhatMayBeJoinedAndNothingIsLost() {
        SplittableRandom random = start("coalescing");
        RandomPackets packets = new RandomPackets(random);
        long written = 0;
        long given = 0;
        List<Written> output = new ArrayList<>();
        Coalescer coalescer = new Coalescer(
                true,
                (header, bytes, offset, length) -> output.add(
                        new Written(Naive.Vnet.of(header), Arrays.copyOfRange(bytes, offset, offset + length))));
        for (int run = 0; run < RUNS; run++) {
            output.clear();
            List<Made> run1 = packets.run(1 + random.nextInt(FLOWS), 1 + random.nextInt(40));
            for (Made made : run1) {
                int room = random.nextInt(12);
                assertThat(coalescer.append(Packets.behind(room, made.bytes()), room, made.bytes().length))
                        .isZero();
            }
            assertThat(coalescer.flush()).isZero();

            String complaint = complaint(run1, output);
            if (complaint != null) {
                fail(
                        "run %d of seed %d: %s%n%s",
                        run, SEED, complaint, hex(run1.stream().map(Made::bytes).toList()));
            }
            written += output.size();
            given += run1.size();
        }
        assertThat(written).as("writes for %d packets", given).isLessThan(given * 3 / 4);
    }

    private static @Nullable String complaint(List<Made> given, List<Written> output) {
        for (int flow = -1; flow < FLOWS; flow++) {
            List<List<Made>> expected = NaiveJoining.groups(given, flow);
            List<Written> found = new ArrayList<>();
            for (Written write : output) {
                if (NaiveJoining.flowOf(write.packet()) == flow) {
                    found.add(write);
                }
            }
            if (expected.size() != found.size()) {
                return "flow %d: expected %d writes, found %d".formatted(flow, expected.size(), found.size());
            }
            for (int i = 0; i < found.size(); i++) {
                Written write = found.get(i);
                List<byte[]> again = Naive.segments(
                        write.vnet(), write.packet(), write.vnet().gsoSize());
                List<byte[]> before = expected.get(i).stream().map(Made::bytes).toList();
                if (!same(normal(before), normal(again))) {
                    return "flow %d, write %d: %s".formatted(flow, i, hex(again));
                }
            }
        }
        return null;
    }

    /** The identification of a packet that must not be fragmented means nothing, nor does the checksum that includes it. */
    private static List<byte[]> normal(List<byte[]> packets) {
        return packets.stream()
                .map(packet -> {
                    byte[] normal = packet.clone();
                    if (Naive.isIpv4(packet) && packets.size() > 1 && (packet[6] & 0x40) != 0) {
                        Naive.put16(normal, 4, 0);
                        Naive.put16(normal, 10, 0);
                    }
                    return normal;
                })
                .toList();
    }

    private static SplittableRandom start(String what) {
        System.out.printf("%s: model.seed=%d model.runs=%d%n", what, SEED, RUNS);
        return new SplittableRandom(SEED);
    }

    private static boolean same(List<byte[]> some, List<byte[]> others) {
        return Arrays.deepEquals(some.toArray(), others.toArray());
    }

    private static String hex(List<byte[]> packets) {
        return String.join("\n", packets.stream().map(HexFormat.of()::formatHex).toList());
    }
}

package io.sallyport.dataplane.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * RT-35: an association between a client and somebody on the way who repeats, damages, mixes and invents records. It hears
 * what the client has sealed, each record once, answers nothing, and lives on.
 *
 * <p>The input is a script, {@link Script}: what is spoken, and then piece after piece of the datagrams that come.
 */
class AssociationFuzzTest {
    private static final int MOST_PIECES = 64;
    private static final int AROUND = 5;
    private static final int SCRATCH_OFFSET = 16;

    private static final List<RecordKeys> SPOKEN = spoken();
    private static final byte[] SCRATCH = new byte[SCRATCH_OFFSET + 65_535];

    @FuzzTest(maxDuration = "10m")
    void open(byte[] bytes) {
        Script script = new Script(bytes);
        RecordKeys keys = SPOKEN.get(script.next() % SPOKEN.size());
        Exchange exchange = new Exchange(keys);

        for (int pieces = 0; !script.isOver() && pieces < MOST_PIECES; pieces++) {
            exchange.play(script);
        }
        exchange.deliver();

        exchange.assertAlive();
    }

    private static List<RecordKeys> spoken() {
        List<RecordKeys> spoken = new ArrayList<>();
        for (DtlsVersion version : DtlsVersion.values()) {
            for (Protection protection : Protection.values()) {
                if (protection.isCbc() || version == DtlsVersion.DTLS_1_2) {
                    spoken.add(Keys.ofServer(version, protection));
                }
            }
        }
        return List.copyOf(spoken);
    }

    /** The server's end, what is on its way to it, and what may become of that. */
    private static final class Exchange {
        private final MisfitCounters misfits = new MisfitCounters();
        private final Keys.Heard heard = new Keys.Heard();
        private final Association client;
        private final Association server;
        private final List<byte[]> sealed = new ArrayList<>();
        private final List<byte[]> pieces = new ArrayList<>();
        private final List<Integer> fresh = new ArrayList<>();
        private boolean tampered;

        Exchange(RecordKeys keys) {
            client = Keys.association(keys.atOtherEnd(), new MisfitCounters());
            server = new Association(
                    new Established(keys, 1, List.of(new byte[] {1}), List.of()), misfits, SCRATCH, SCRATCH_OFFSET, 0);
        }

        void play(Script script) {
            int what = script.next();
            switch (what & 0b11) {
                case 0 -> {
                    pieces.add(seal(script.next()));
                    fresh.add(sealed.size() - 1);
                }
                case 1 -> {
                    byte[] damaged = seal(script.next());
                    damaged[script.next() % damaged.length] ^= (byte) (script.next() | 1);
                    add(damaged);
                }
                case 2 -> add(script.take(script.next()));
                default -> {
                    if (!sealed.isEmpty()) {
                        add(sealed.get(script.next() % sealed.size()).clone());
                    }
                }
            }
            if ((what & 0b100) != 0) {
                deliver();
            }
        }

        /** A record of {@code 1 + length} bytes, which begin with its number among those sealed. */
        private byte[] seal(int length) {
            byte[] content = new byte[1 + length];
            Arrays.fill(content, (byte) sealed.size());
            byte[] record = Keys.seal(client, content);
            sealed.add(record);
            return record.clone();
        }

        private void add(byte[] piece) {
            pieces.add(piece);
            tampered = true;
        }

        void deliver() {
            byte[] datagram = LegacyPrf.join(pieces.toArray(new byte[0][]));
            byte[] memory = new byte[AROUND + datagram.length + AROUND];
            Arrays.fill(memory, (byte) ContentType.APPLICATION_DATA);
            System.arraycopy(datagram, 0, memory, AROUND, datagram.length);
            byte[] before = memory.clone();
            int heardBefore = heard.data.size();

            if (Association.isLikely(memory, AROUND, datagram.length)) {
                assertThat(server.distance(memory, AROUND)).isBetween(-1L, 1L << 16);
            }
            boolean genuine = server.open(memory, AROUND, datagram.length, 0, heard);

            assertThat(genuine).isEqualTo(heard.data.size() > heardBefore);
            assertThat(Arrays.equals(memory, before)).as("the datagram stays").isTrue();
            assertHeardIsSealed();
            if (!tampered) {
                assertThat(heard.data.size() - heardBefore)
                        .as("all that the client sent")
                        .isEqualTo(fresh.size());
            }
            pieces.clear();
            fresh.clear();
            tampered = false;
        }

        private void assertHeardIsSealed() {
            boolean[] once = new boolean[sealed.size()];
            for (byte[] content : heard.data) {
                int number = content[0] & 0xFF;
                assertThat(number).isLessThan(sealed.size());
                assertThat(once[number]).as("twice").isFalse();
                once[number] = true;
                byte[] expected = new byte[content.length];
                Arrays.fill(expected, (byte) number);
                assertThat(content).isEqualTo(expected);
                assertThat(server.datagramLength(content.length)).isEqualTo(sealed.get(number).length);
            }
            assertThat(heard.missed + heard.closed).as("silence").isZero();
            assertThat(Arrays.equals(SCRATCH, 0, SCRATCH_OFFSET, new byte[SCRATCH_OFFSET], 0, SCRATCH_OFFSET))
                    .isTrue();
        }

        void assertAlive() {
            assertThat(heard.open(server, Keys.seal(client, new byte[] {1}))).isTrue();
            assertThat(heard.open(client, Keys.seal(server, new byte[] {1}))).isTrue();
        }
    }
}

package io.sallyport.server.cstp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

/** Frames from a stream that was never CSTP: read, or a {@link BadFrame}; and a cut anywhere changes nothing. */
class CstpReaderFuzzTest {
    private static final int MAX_PAYLOAD_LENGTH = 2048;

    @FuzzTest(maxDuration = "10m")
    void read(byte[] stream) {
        List<String> atOnce = frames(stream, stream.length);

        for (int piece = 1; piece <= 9; piece += 4) {
            assertThat(frames(stream, piece)).isEqualTo(atOnce);
        }
    }

    /** What is found when the stream comes in pieces of this length; a bad frame is the last thing. */
    private static List<String> frames(byte[] stream, int piece) {
        List<String> found = new ArrayList<>();
        CstpReader reader = new CstpReader(MAX_PAYLOAD_LENGTH);
        Carry carry = new Carry();
        try {
            for (int at = 0; at < stream.length; at += piece) {
                carry.append(stream, at, Math.min(piece, stream.length - at));
                carry.consume(reader.read(carry.bytes(), 0, carry.length(), new Notes(found)));
            }
        } catch (BadFrame e) {
            found.add(e.getMessage());
        }
        return found;
    }

    private record Notes(List<String> found) implements CstpReader.Listener {
        @Override
        public void data(byte[] bytes, int offset, int length) {
            found.add("data " + length + " " + sum(bytes, offset, length));
        }

        @Override
        public void dpdRequest(byte[] bytes, int offset, int length) {
            found.add("dpd-request " + length + " " + sum(bytes, offset, length));
        }

        @Override
        public void dpdResponse() {
            found.add("dpd-response");
        }

        @Override
        public void disconnect(byte[] bytes, int offset, int length) {
            found.add(Goodbye.parse(bytes, offset, length).toString());
        }

        @Override
        public void keepalive() {
            found.add("keepalive");
        }

        @Override
        public void compressed(byte[] bytes, int offset, int length) {
            found.add("compressed " + length + " " + sum(bytes, offset, length));
        }

        @Override
        public void unknown(int type) {
            found.add("unknown " + type);
        }

        private static int sum(byte[] bytes, int offset, int length) {
            int sum = 0;
            for (int i = offset; i < offset + length; i++) {
                sum = sum * 31 + bytes[i];
            }
            return sum;
        }
    }
}

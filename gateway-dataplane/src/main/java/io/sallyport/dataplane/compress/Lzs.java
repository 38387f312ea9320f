package io.sallyport.dataplane.compress;

/**
 * LZS as Cisco's clients use it, a stream of bits per packet, the most significant first; owned by one channel to a client.
 *
 * <pre>
 * literal    0, 8 bits
 * match      1, then how far back: 1 and 7 bits, or 0 and 11 bits; then how long:
 *            00 01 10 = 2 3 4; 1100 1101 1110 = 5 6 7; 1111 and nibbles, each 15 more until one is less
 * end        a match with 7 bits of 0, then 0 to the end of the byte
 * </pre>
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc1974">RFC 1974, section 3</a>
 */
public final class Lzs implements PacketCompression {
    private static final int REACH = 2047;
    private static final int SHORT_REACH = 127;
    private static final int END_MARKER = 0b1_1000_0000;
    private static final int END_MARKER_BITS = 9;
    private static final int NIBBLE = 15;
    private static final int SHORTEST_EXTENDED = 8;

    private final MatchFinder finder = new MatchFinder(3, REACH);

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        BitWriter writer = new BitWriter(target, targetOffset, targetOffset + length);
        int end = offset + length;
        finder.clear();
        for (int at = offset; at < end && !writer.full; ) {
            int earlier = finder.find(source, at, end);
            if (earlier < 0) {
                writer.write(source[at] & 0xFF, 9);
                at++;
            } else {
                int matched = MatchFinder.length(source, earlier, at, end);
                writeMatch(writer, at - earlier, matched);
                at += matched;
            }
        }
        writer.write(END_MARKER, END_MARKER_BITS);
        int written = writer.finish() - targetOffset;
        return writer.full || written >= length ? 0 : written;
    }

    private static void writeMatch(BitWriter writer, int back, int length) {
        if (back <= SHORT_REACH) {
            writer.write((0b11 << 7) | back, 9);
        } else {
            writer.write((0b10 << 11) | back, 13);
        }
        if (length < 5) {
            writer.write(length - 2, 2);
        } else if (length < SHORTEST_EXTENDED) {
            writer.write(0b1100 + (length - 5), 4);
        } else {
            writer.write(NIBBLE, 4);
            int rest = length - SHORTEST_EXTENDED;
            for (; rest >= NIBBLE; rest -= NIBBLE) {
                writer.write(NIBBLE, 4);
            }
            writer.write(rest, 4);
        }
    }

    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int limit) {
        BitReader reader = new BitReader(source, offset, offset + length);
        int at = targetOffset;
        int end = targetOffset + limit;
        while (true) {
            if (reader.read(1) == 0) {
                int literal = reader.read(8);
                if (reader.empty || at == end) {
                    return -1;
                }
                target[at++] = (byte) literal;
                continue;
            }
            boolean near = reader.read(1) == 1;
            int back = reader.read(near ? 7 : 11);
            if (reader.empty || (back == 0 && !near)) {
                return -1;
            }
            if (back == 0) {
                return at - targetOffset;
            }
            int matched = readLength(reader, end - at);
            if (matched < 0 || back > at - targetOffset) {
                return -1;
            }
            for (int i = 0; i < matched; i++, at++) { // may overlap itself
                target[at] = target[at - back];
            }
        }
    }

    /** @return -1 if it is more than {@code most}, or cut off */
    private static int readLength(BitReader reader, int most) {
        int length = 2 + reader.read(2);
        if (length == 5) {
            length += reader.read(2);
            if (length == SHORTEST_EXTENDED) {
                int more;
                do {
                    more = reader.read(4);
                    length += more;
                } while (more == NIBBLE && length <= most && !reader.empty);
            }
        }
        return reader.empty || length > most ? -1 : length;
    }

    private static final class BitWriter {
        private final byte[] bytes;
        private final int end;
        private int at;
        private int held;
        private int heldBits;
        private boolean full;

        BitWriter(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start;
            this.end = end;
        }

        /** @param bits at most 13 */
        void write(int value, int bits) {
            held = (held << bits) | value;
            heldBits += bits;
            while (heldBits >= 8) {
                heldBits -= 8;
                put(held >>> heldBits);
            }
        }

        /** Fills the last byte with zeros. */
        int finish() {
            if (heldBits > 0) {
                put(held << (8 - heldBits));
            }
            return at;
        }

        private void put(int value) {
            if (at == end) {
                full = true;
            } else {
                bytes[at++] = (byte) value;
            }
        }
    }

    /** Past the end there are zeros, and {@link #empty} is set. */
    private static final class BitReader {
        private final byte[] bytes;
        private final int end;
        private int at;
        private int held;
        private int heldBits;
        private boolean empty;

        BitReader(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start;
            this.end = end;
        }

        /** @param bits at most 11 */
        int read(int bits) {
            while (heldBits < bits) {
                empty |= at == end;
                held = (held << 8) | (empty ? 0 : bytes[at++] & 0xFF);
                heldBits += 8;
            }
            heldBits -= bits;
            return (held >>> heldBits) & ((1 << bits) - 1);
        }
    }
}

package io.sallyport.dataplane.compress;

/**
 * One LZ4 block per packet, without frame and length, which clients call {@code oc-lz4}; owned by one channel to a client.
 *
 * <pre>
 * token: literals in the upper, match length - 4 in the lower 4 bits | more literals 255... | literals
 *        | how far back, u16, little-endian | more match length 255...
 * </pre>
 *
 * <p>The last sequence has literals only. A compressor ends matches 5 bytes before the end, and begins none in the last 12.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md">LZ4 Block Format Description</a>
 */
public final class Lz4 implements PacketCompression {
    private static final int SHORTEST_MATCH = 4;
    private static final int REACH = 65_535;
    private static final int LAST_LITERALS = 5;
    private static final int NO_MATCH_IN_LAST = 12;
    private static final int IN_TOKEN = 15;
    private static final int IN_BYTE = 255;

    private final MatchFinder finder = new MatchFinder(SHORTEST_MATCH, REACH);

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        int end = offset + length;
        int stop = targetOffset + length;
        int written = targetOffset;
        int literals = offset;
        finder.clear();
        for (int at = offset; at < end - NO_MATCH_IN_LAST && written >= 0; ) {
            int earlier = finder.find(source, at, end);
            if (earlier < 0) {
                at++;
                continue;
            }
            int matched = MatchFinder.length(source, earlier, at, end - LAST_LITERALS);
            written = writeSequence(source, literals, at, at - earlier, matched, target, written, stop);
            at += matched;
            literals = at;
        }
        if (written >= 0) {
            written = writeSequence(source, literals, end, 0, 0, target, written, stop);
        }
        return written < 0 || written - targetOffset >= length ? 0 : written - targetOffset;
    }

    /**
     * @param back 0 for the last sequence, which has no match
     * @return where to write on, -1 if there is not enough room
     */
    private static int writeSequence(
            byte[] source, int start, int end, int back, int matched, byte[] target, int written, int stop) {
        int literals = end - start;
        int extra = matched - SHORTEST_MATCH;
        int most = 1 + literals / IN_BYTE + 1 + literals + 2 + (back == 0 ? 0 : extra / IN_BYTE + 1);
        if (stop - written < most) {
            return -1;
        }
        int at = written + 1;
        at = writeMore(literals, target, at);
        System.arraycopy(source, start, target, at, literals);
        at += literals;
        int token = Math.min(literals, IN_TOKEN) << 4;
        if (back > 0) {
            token |= Math.min(extra, IN_TOKEN);
            target[at++] = (byte) back;
            target[at++] = (byte) (back >> 8);
            at = writeMore(extra, target, at);
        }
        target[written] = (byte) token;
        return at;
    }

    private static int writeMore(int length, byte[] target, int written) {
        int at = written;
        if (length >= IN_TOKEN) {
            int rest = length - IN_TOKEN;
            for (; rest >= IN_BYTE; rest -= IN_BYTE) {
                target[at++] = (byte) IN_BYTE;
            }
            target[at++] = (byte) rest;
        }
        return at;
    }

    @Override
    public int decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int limit) {
        int in = offset;
        int inEnd = offset + length;
        int out = targetOffset;
        int outEnd = targetOffset + limit;
        while (in < inEnd) {
            int token = source[in++] & 0xFF;
            int literals = token >>> 4;
            if (literals == IN_TOKEN) {
                for (int more = IN_BYTE; more == IN_BYTE; literals += more) {
                    if (in == inEnd || literals > limit) {
                        return -1;
                    }
                    more = source[in++] & 0xFF;
                }
            }
            if (literals > inEnd - in || literals > outEnd - out) {
                return -1;
            }
            System.arraycopy(source, in, target, out, literals);
            in += literals;
            out += literals;
            if (in == inEnd) {
                return out - targetOffset;
            }
            if (inEnd - in < 2) {
                return -1;
            }
            int back = (source[in] & 0xFF) | ((source[in + 1] & 0xFF) << 8);
            in += 2;
            int matched = (token & IN_TOKEN) + SHORTEST_MATCH;
            if ((token & IN_TOKEN) == IN_TOKEN) {
                for (int more = IN_BYTE; more == IN_BYTE; matched += more) {
                    if (in == inEnd || matched > limit) {
                        return -1;
                    }
                    more = source[in++] & 0xFF;
                }
            }
            if (back == 0 || back > out - targetOffset || matched > outEnd - out) {
                return -1;
            }
            for (int i = 0; i < matched; i++, out++) { // may overlap itself
                target[out] = target[out - back];
            }
        }
        return -1; // a block ends with literals, if only with none
    }
}

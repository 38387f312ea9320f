package io.sallyport.dataplane.compress;

import java.util.Arrays;

/**
 * Finds out where bytes have occurred before, from the last place at which three or four of them were alike; owned by one
 * {@link PacketCompression}.
 */
final class MatchFinder {
    private static final int BITS = 12;

    private final int[] last = new int[1 << BITS];
    private final int hashed;
    private final int reach;

    /**
     * @param hashed 3 or 4 bytes that have to be alike
     * @param reach how far back a match may be
     */
    MatchFinder(int hashed, int reach) {
        this.hashed = hashed;
        this.reach = reach;
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(last, -1);
    }

    /**
     * Looks up the bytes at {@code at}, and remembers their place.
     *
     * @param end behind the last byte that may be looked at
     * @return where the same bytes stand, or -1
     */
    int find(byte[] bytes, int at, int end) {
        if (end - at < hashed) {
            return -1;
        }
        int slot = slot(bytes, at);
        int candidate = last[slot];
        last[slot] = at;
        boolean same = candidate >= 0
                && at - candidate <= reach
                && Arrays.equals(bytes, candidate, candidate + hashed, bytes, at, at + hashed);
        return same ? candidate : -1;
    }

    private int slot(byte[] bytes, int at) {
        int value = (bytes[at] & 0xFF) | ((bytes[at + 1] & 0xFF) << 8) | ((bytes[at + 2] & 0xFF) << 16);
        if (hashed == 4) {
            value |= bytes[at + 3] << 24;
        }
        return (value * 0x9E37_79B1) >>> (32 - BITS); // 2^32 / golden ratio
    }

    /** Bytes alike at both places, up to {@code end}. */
    static int length(byte[] bytes, int earlier, int at, int end) {
        int alike = Arrays.mismatch(bytes, earlier, earlier + end - at, bytes, at, end);
        return alike < 0 ? end - at : alike;
    }
}

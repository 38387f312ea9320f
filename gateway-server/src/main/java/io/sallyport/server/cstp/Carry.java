package io.sallyport.server.cstp;

import java.util.Arrays;

/** The beginning of a frame whose end has not come yet. Empty nearly always; holds at most one frame and one read. */
final class Carry {
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int length;

    boolean isEmpty() {
        return length == 0;
    }

    void append(byte[] more, int offset, int count) {
        if (bytes.length < length + count) {
            bytes = Arrays.copyOf(bytes, length + count);
        }
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Forgets the first {@code count} bytes; memory is given back when nothing is left. */
    void consume(int count) {
        length -= count;
        if (length == 0) {
            bytes = NOTHING;
        } else {
            System.arraycopy(bytes, count, bytes, 0, length);
        }
    }
}

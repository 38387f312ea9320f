package io.sallyport.dataplane.dtls;

import java.util.Arrays;

/** A fuzzer's bytes, read as what happens one after the other. Past the end there are zeros. */
final class Script {
    private final byte[] bytes;
    private int at;

    Script(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean isOver() {
        return at >= bytes.length;
    }

    /** 0 to 255. */
    int next() {
        return isOver() ? 0 : bytes[at++] & 0xFF;
    }

    /** As many as there are, at most {@code length}. */
    byte[] take(int length) {
        int taken = Math.min(length, bytes.length - at);
        at += taken;
        return Arrays.copyOfRange(bytes, at - taken, at);
    }
}

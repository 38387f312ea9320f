package io.sallyport.server.cstp;

import java.nio.charset.StandardCharsets;

/**
 * A client's DISCONNECT: why it leaves, and whether for good.
 *
 * <p>Source: the reason byte is not in the draft. openconnect 9.01 sends 0xB0 when its user stops it; Cisco clients send 0x91
 * to come back at once, 0xD1 when they pause, 0x70 when their adapter fails, or nothing.
 *
 * @param code the reason byte, or -1 if there is none
 * @param text printable ASCII, at most 64 characters; for the log only
 */
record Goodbye(int code, String text) {
    private static final int BY_USER = 0xB0;
    private static final int LONGEST_TEXT = 64;

    static Goodbye parse(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return new Goodbye(-1, "");
        }
        int textLength = Math.min(length - 1, LONGEST_TEXT);
        String text = new String(bytes, offset + 1, textLength, StandardCharsets.US_ASCII);
        return new Goodbye(bytes[offset] & 0xFF, text.replaceAll("[^ -~]", "?"));
    }

    /** Whether the user ended the session; otherwise the client may return with its cookie. */
    boolean isByUser() {
        return code == BY_USER;
    }
}

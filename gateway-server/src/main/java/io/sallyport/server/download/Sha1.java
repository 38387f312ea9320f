package io.sallyport.server.download;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-1 as clients compare it: 40 digits of upper-case hex. It tells versions of a file apart and protects nothing. */
final class Sha1 {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int PIECE = 64 * 1024;

    private Sha1() {}

    static String of(byte[] bytes) {
        return HEX.formatHex(digest().digest(bytes));
    }

    /** Of all that is in {@code in}. */
    static String of(InputStream in) throws IOException {
        MessageDigest digest = digest();
        byte[] piece = new byte[PIECE];
        for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
            digest.update(piece, 0, length);
        }
        return HEX.formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}

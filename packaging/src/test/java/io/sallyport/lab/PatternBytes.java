package io.sallyport.lab;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Bytes without end that follow from a seed, so that what was sent is known without being kept. Made in blocks of one
 * megabyte: random ones, the same in each block but for the first eight, which carry the block's number; so a block that
 * is lost, repeated or out of order is seen, and making them costs next to nothing.
 *
 * <p>Confined to one thread.
 */
final class PatternBytes {
    static final int BLOCK_LENGTH = 1 << 20;

    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH);
    private final long count;
    private long made;

    /** @param count how many there are to be */
    PatternBytes(long seed, long count) {
        byte[] bytes = new byte[BLOCK_LENGTH];
        new SplittableRandom(seed).nextBytes(bytes);
        block.put(bytes);
        this.count = count;
    }

    boolean hasMore() {
        return made < count;
    }

    /** The next block, ready to be read, the last one cut to what is left; valid until the next call. */
    ByteBuffer next() {
        int length = (int) Math.min(BLOCK_LENGTH, count - made);
        block.clear();
        block.putLong(0, made / BLOCK_LENGTH);
        made += length;
        return block.limit(length);
    }

    /** Lower-case hexadecimal. */
    static String sha256(long seed, long count) {
        MessageDigest digest = newSha256();
        for (PatternBytes bytes = new PatternBytes(seed, count); bytes.hasMore(); ) {
            digest.update(bytes.next());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

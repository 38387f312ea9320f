package io.sallyport.dataplane.dtls;

/**
 * Which of the latest sequence numbers have been seen; owned by one {@link Association}. Wider than RFC 6347 asks for:
 * datagrams of one client overtake each other by more than 64 when they are spread over queues.
 *
 * <p>A ring of words, one bit per number (RFC 6479): moving the window clears words instead of shifting all of them.
 */
final class ReplayWindow {
    /** Numbers behind the newest that are still told apart. */
    static final int WIDTH = 1024;

    private static final int WORDS = 32; // more bits than WIDTH by at least one word, and a power of two

    private final long[] words = new long[WORDS];
    private long newest = -1;

    /** Whether {@code sequence} is neither known nor too old to know. */
    boolean isNew(long sequence) {
        if (sequence > newest) {
            return true;
        }
        return newest - sequence < WIDTH && (words[word(sequence)] & bit(sequence)) == 0;
    }

    /** Remembers {@code sequence}, which {@link #isNew} has passed and whose record has verified. */
    void add(long sequence) {
        if (sequence > newest) {
            long steps = Math.min((sequence >>> 6) - (newest >> 6), WORDS);
            for (long step = 0; step < steps; step++) {
                words[word(sequence - (step << 6))] = 0;
            }
            newest = sequence;
        }
        words[word(sequence)] |= bit(sequence);
    }

    private static int word(long sequence) {
        return (int) (sequence >>> 6) & WORDS - 1;
    }

    private static long bit(long sequence) {
        return 1L << sequence; // the low six bits count
    }
}

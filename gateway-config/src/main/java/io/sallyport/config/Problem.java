package io.sallyport.config;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing wrong with a configuration, in the words of who has to put it right.
 *
 * @param file as the operator named it
 * @param at of the value; of the key when the key is what is wrong; of the section when something is missing
 * @param key in the file's own spelling, {@code tls.identities[0].key}; {@code (file)} when it is about the whole
 * @param found what was there, on one line; secrets arrive here already masked
 * @param expected what would have been accepted
 */
public record Problem(Path file, Position at, String key, String found, String expected)
        implements Comparable<Problem> {
    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::at)
            .thenComparing(Problem::key)
            .thenComparing(Problem::found)
            .thenComparing(Problem::expected);

    /** Top to bottom of the file. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code FILE:LINE:COLUMN: key: found X, expected Y}, the form that editors can jump to. */
    @Override
    public String toString() {
        return file + ":" + at + ": " + key + ": found " + found + ", expected " + expected;
    }
}

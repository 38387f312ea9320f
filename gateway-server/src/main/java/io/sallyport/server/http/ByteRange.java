package io.sallyport.server.http;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file.
 *
 * @param start of its first byte
 * @param end behind its last byte
 */
record ByteRange(long start, long end) {
    private static final Pattern ONE = Pattern.compile("bytes *= *([0-9]{0,18}) *- *([0-9]{0,18})");

    /** What a client wants of a file. */
    sealed interface Wanted {
        record All() implements Wanted {}

        record Part(ByteRange range) implements Wanted {}

        /** It begins behind the end of the file. */
        record OutOfReach() implements Wanted {}
    }

    /**
     * Reads a Range header; RFC 9110, section 14. Whatever is not one range of bytes counts as not sent.
     *
     * @param length of the file
     */
    static Wanted wanted(String header, long length) {
        Matcher range = ONE.matcher(header.strip());
        if (!range.matches()) {
            return new Wanted.All();
        }
        String first = range.group(1);
        String last = range.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? new Wanted.All() : part(Math.max(0, length - Long.parseLong(last)), length, length);
        }
        long start = Long.parseLong(first);
        long end = last.isEmpty() ? length : Math.min(length, Long.parseLong(last) + 1);
        return !last.isEmpty() && Long.parseLong(last) < start ? new Wanted.All() : part(start, end, length);
    }

    private static Wanted part(long start, long end, long length) {
        return start < length && start < end ? new Wanted.Part(new ByteRange(start, end)) : new Wanted.OutOfReach();
    }

    long length() {
        return end - start;
    }

    byte[] of(byte[] whole) {
        return Arrays.copyOfRange(whole, Math.toIntExact(start), Math.toIntExact(end));
    }
}

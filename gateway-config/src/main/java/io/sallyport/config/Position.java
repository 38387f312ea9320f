package io.sallyport.config;

import java.util.Comparator;

/**
 * A place in the file, as editors count.
 *
 * @param line from 1
 * @param column from 1, in code points
 */
public record Position(int line, int column) implements Comparable<Position> {
    static final Position START = new Position(1, 1);

    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::line).thenComparingInt(Position::column);

    /** Where the text that follows {@code before} begins. */
    static Position after(CharSequence before) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < before.length(); i++) {
            char c = before.charAt(i);
            boolean carriageReturnOfPair = c == '\r' && i + 1 < before.length() && before.charAt(i + 1) == '\n';
            if (c == '\n' || (c == '\r' && !carriageReturnOfPair)) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(line, 1 + Character.codePointCount(before, lineStart, before.length()));
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line + ":" + column;
    }
}

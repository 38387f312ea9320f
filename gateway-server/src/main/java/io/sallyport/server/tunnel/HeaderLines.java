package io.sallyport.server.tunnel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Header lines in the order in which they go on the wire, spelled as clients expect them. */
public final class HeaderLines {
    /** One of them. Holds printable ASCII only, so that a value cannot become two lines. */
    public record Line(String name, String value) {
        public Line {
            if (!value.chars().allMatch(character -> character >= ' ' && character < 0x7F)) {
                throw new IllegalArgumentException(name + ": a value that is not printable");
            }
        }

        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    private final List<Line> lines = new ArrayList<>();

    void add(String name, String value) {
        lines.add(new Line(name, value));
    }

    List<Line> all() {
        return Collections.unmodifiableList(lines);
    }
}

package io.sallyport.server.download.xml;

import io.sallyport.config.Position;
import java.util.List;

/** A document as an editor shows it, to say where in it something stands. */
final class DocumentText {
    private final List<String> lines;

    DocumentText(String document) {
        lines = List.of(document.split("\r\n|[\r\n]", -1));
    }

    /**
     * Where the tag begins that ends before a place.
     *
     * @param line from 1
     * @param column from 1, in UTF-16 units, as parsers count
     */
    Position tagBefore(int line, int column) {
        int from = column - 2; // the last character of the tag
        for (int i = Math.min(line, lines.size()) - 1; i >= 0; i--) {
            String text = lines.get(i);
            int start = text.lastIndexOf('<', from);
            if (start >= 0) {
                return position(i + 1, start + 1);
            }
            from = Integer.MAX_VALUE;
        }
        return position(1, 1);
    }

    /** Where {@code word} stands first; the beginning, if it does not. */
    Position find(String word) {
        for (int i = 0; i < lines.size(); i++) {
            int start = lines.get(i).indexOf(word);
            if (start >= 0) {
                return position(i + 1, start + 1);
            }
        }
        return position(1, 1);
    }

    /** A place as parsers count, as editors do. */
    Position position(int line, int column) {
        int known = Math.clamp(line, 1, lines.size());
        String text = lines.get(known - 1);
        int before = Math.clamp(column - 1L, 0, text.length());
        return new Position(known, 1 + text.codePointCount(0, before));
    }
}

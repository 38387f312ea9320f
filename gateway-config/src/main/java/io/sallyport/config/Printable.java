package io.sallyport.config;

/** Characters that show as themselves: what they do to a terminal, a header or a log can be seen on the screen. */
final class Printable {
    private Printable() {}

    static boolean test(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT, // also what turns the direction of writing
                    Character.SURROGATE, // without its other half
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** As {@link #test(int)}, with line breaks, tabs and the marks that some scripts are written with. */
    static boolean testInProse(int codePoint) {
        return codePoint == '\n'
                || codePoint == '\t'
                || Character.getType(codePoint) == Character.FORMAT
                || test(codePoint);
    }

    static boolean test(String text) {
        return text.codePoints().allMatch(Printable::test);
    }
}

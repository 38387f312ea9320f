package io.sallyport.config;

import java.util.regex.Pattern;

/** How a value of the file is shown to an operator: on one line, short, printable, and without credentials. */
final class Found {
    private static final int MAX_SHOWN = 80;

    private static final Pattern NAMED_SECRET =
            Pattern.compile("(?i)(pass(?:word|wd|phrase)?|pwd|secret|token)(\\s*[=:]\\s*)[^;&]+");

    private Found() {}

    /** The value itself where it is one; quotes tell text from what only looks like it. */
    static String show(Yaml value) {
        return switch (value) {
            case Yaml.Sequence _, Yaml.Mapping _ -> kind(value);
            case Yaml.Scalar scalar ->
                switch (scalar.type()) {
                    case NOTHING -> kind(value);
                    case TEXT -> '"' + plain(scalar.text()) + '"';
                    case BOOLEAN, WHOLE_NUMBER, FRACTION -> plain(scalar.text());
                };
        };
    }

    /** What sort of thing it is, without showing it. */
    static String kind(Yaml value) {
        return switch (value) {
            case Yaml.Sequence list -> list.items().isEmpty() ? "an empty list" : "a list";
            case Yaml.Mapping _ -> "a section";
            case Yaml.Scalar scalar -> scalar.type() == Yaml.Type.NOTHING ? "nothing" : "a single value";
        };
    }

    /** Text of the file, shortened. */
    static String plain(String text) {
        String masked = withoutCredentials(text);
        return escaped(masked.length() <= MAX_SHOWN ? masked : masked.substring(0, MAX_SHOWN) + "…");
    }

    /** What somebody else says about the file, which may quote it. */
    static String message(String text) {
        return escaped(withoutCredentials(text));
    }

    /** The text of a URL without user, password and parameters that are named like one. */
    static String withoutCredentials(String text) {
        String masked = NAMED_SECRET.matcher(text).replaceAll("$1$2***");
        int authority = masked.indexOf("//");
        int at = masked.lastIndexOf('@');
        return authority >= 0 && at > authority
                ? masked.substring(0, authority + 2) + "***" + masked.substring(at)
                : masked;
    }

    static String codePoint(int codePoint) {
        return "U+%04X".formatted(codePoint);
    }

    private static String escaped(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                shown.append("\\n");
            } else if (Printable.test(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append('<').append(codePoint(c)).append('>');
            }
        });
        return shown.toString();
    }
}

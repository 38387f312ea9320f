package io.sallyport.config;

import java.util.List;
import java.util.regex.Pattern;

/** The file as a tree, before anybody asks what it means. An alias is the very node that it stands for. */
sealed interface Yaml {

    Position at();

    /** Values in it, itself included, every alias counted as what it stands for. */
    int size();

    record Scalar(Position at, Type type, String text) implements Yaml {
        @Override
        public int size() {
            return 1;
        }
    }

    record Sequence(Position at, List<Yaml> items, int size) implements Yaml {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** @param entries in the order of the file; a key may occur twice */
    record Mapping(Position at, List<Entry> entries, int size) implements Yaml {
        public Mapping {
            entries = List.copyOf(entries);
        }
    }

    /** @param at of the key */
    record Entry(Position at, String key, Yaml value) {}

    /** What a scalar is by the core schema. Source: YAML 1.2.2, section 10.3.2. */
    enum Type {
        NOTHING("|~|null|Null|NULL"),
        BOOLEAN("true|True|TRUE|false|False|FALSE"),
        WHOLE_NUMBER("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
        FRACTION("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)"),
        TEXT("(?s).*");

        private final Pattern spelling;

        Type(String spelling) {
            this.spelling = Pattern.compile(spelling);
        }

        /** The type of a scalar that stands without quotes. */
        static Type ofPlain(String text) {
            for (Type type : values()) {
                if (type.spelling.matcher(text).matches()) {
                    return type;
                }
            }
            throw new AssertionError("TEXT is everything else");
        }
    }
}

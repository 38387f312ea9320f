package io.sallyport.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * A section of the file, asked key by key. Whoever asks gets an answer in any case: what is wrong is reported, and answered
 * as if it were absent. Nobody comes to see such answers, for a file with a problem makes no configuration.
 *
 * <p>A key that was never asked for is unknown. Confined to the thread that reads the file.
 */
final class Section {
    private final Reading reading;
    private final String path;
    private final Position at;
    private final SequencedMap<String, Yaml.Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new TreeSet<>();
    private final boolean real;

    /** The whole file. */
    static Section root(Reading reading, Yaml.Mapping mapping) {
        return new Section(reading, "", mapping, true);
    }

    /** @param real false if this stands in for something that is wrong and reported: then nothing is missing in it */
    private Section(Reading reading, String path, Yaml.Mapping mapping, boolean real) {
        this.reading = reading;
        this.path = path;
        this.at = mapping.at();
        this.real = real;
        for (Yaml.Entry entry : mapping.entries()) {
            Yaml.Entry first = entries.putIfAbsent(entry.key(), entry);
            if (first != null) {
                String found = "the key a second time";
                reading.report(
                        pathOf(Found.plain(entry.key())), entry.at(), found, "it once (first at " + first.at() + ")");
            }
        }
        reading.opened(this);
    }

    String path() {
        return path;
    }

    /** Where relative paths of the file start. */
    Path directory() {
        return reading.directory();
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** The value of {@code key}; empty if the file has none or a wrong one. */
    <T> Optional<T> find(String key, Kind<T> kind) {
        return value(key).flatMap(value -> fit(pathOf(key), value, kind));
    }

    <T> T get(String key, Kind<T> kind, T otherwise) {
        return find(key, kind).orElse(otherwise);
    }

    /** The value of a key that must be there; empty after a problem. */
    <T> Optional<T> require(String key, Kind<T> kind) {
        if (!has(key)) {
            reportMissing(key, kind.expected());
        }
        return find(key, kind);
    }

    /** The values that fit; none if the key is absent. */
    <T> List<T> list(String key, Kind<T> kind) {
        return value(key).map(value -> items(pathOf(key), value, kind)).orElse(List.of());
    }

    /** The values that fit, each once and at least one; {@code otherwise} if the key is absent. */
    <T> List<T> someOf(String key, Kind<T> kind, List<T> otherwise) {
        Set<T> seen = new HashSet<>();
        List<T> values = list(key, kind.except("each value once", item -> !seen.add(item)));
        if (value(key).orElse(null) instanceof Yaml.Sequence list
                && list.items().isEmpty()) {
            reject(key, "at least " + kind.expected());
        }
        return values.isEmpty() ? otherwise : values;
    }

    /** A list, or one value that stands for a list of one. */
    <T> List<T> oneOrMore(String key, Kind<T> kind) {
        Optional<Yaml> value = value(key);
        return value.isPresent() && value.get() instanceof Yaml.Scalar
                ? find(key, kind).stream().toList()
                : list(key, kind);
    }

    /** The section under {@code key}; an empty one if the file has none. */
    Section section(String key) {
        Optional<Yaml> value = value(key);
        return value.isPresent()
                ? open(pathOf(key), value.get())
                : new Section(reading, pathOf(key), new Yaml.Mapping(at, List.of(), 1), real);
    }

    /** The sections of a list; none if the key is absent, but a list that is there must not be empty. */
    List<Section> sections(String key) {
        Optional<Yaml> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        if (value.get() instanceof Yaml.Sequence list && !list.items().isEmpty()) {
            for (Yaml item : list.items()) {
                sections.add(open(pathOf(key) + "[" + sections.size() + "]", item));
            }
        } else {
            reading.report(pathOf(key), value.get().at(), Found.show(value.get()), "a list of at least one section");
        }
        return sections;
    }

    /** As {@link #sections}, where absence is a problem too. */
    List<Section> requireSections(String key) {
        if (!has(key)) {
            reportMissing(key, "a list of at least one section");
        }
        return sections(key);
    }

    /** The sections under {@code key} by names that the operator chose, in the order of the file; at least one must be there. */
    SequencedMap<String, Section> requireNamed(String key) {
        Section names = section(key);
        if (!has(key)) {
            reportMissing(key, "at least one named section");
        } else if (names.real && names.entries.isEmpty()) {
            reading.report(names.path, names.at, "an empty section", "at least one named section");
        }
        SequencedMap<String, Section> named = new LinkedHashMap<>();
        for (Yaml.Entry entry : names.entries.values()) {
            names.known.add(entry.key());
            String keyPath = names.pathOf(Found.plain(entry.key()));
            names.fit(keyPath, new Yaml.Scalar(entry.at(), Yaml.Type.TEXT, entry.key()), Kind.name())
                    .ifPresent(name -> named.put(name, names.section(name)));
        }
        return named;
    }

    /** The values of this section by names that the operator chose, in the order of the file; both have to fit. */
    <T> SequencedMap<String, T> values(Kind<String> names, Kind<T> values) {
        SequencedMap<String, T> named = new LinkedHashMap<>();
        for (Yaml.Entry entry : entries.values()) {
            known.add(entry.key());
            fit(pathOf(Found.plain(entry.key())), new Yaml.Scalar(entry.at(), Yaml.Type.TEXT, entry.key()), names)
                    .flatMap(name -> find(name, values))
                    .ifPresent(value -> named.put(entry.key(), value));
        }
        return named;
    }

    /**
     * A key that this version knows but does not serve.
     *
     * @param accepted the one value that asks for nothing
     * @param subject with its verb: "DTLS is"
     */
    <T> void notYet(String key, Kind<T> kind, T accepted, String subject) {
        value(key).ifPresent(value -> {
            boolean harmless = value instanceof Yaml.Scalar scalar
                    && kind.judge().apply(scalar).equals(new Kind.Verdict.Fits<>(accepted));
            if (!harmless) {
                reject(key, accepted + notAvailable(subject));
            }
        });
    }

    /** As {@link #notYet(String, Kind, Object, String)} for a list, of which only the empty one asks for nothing. */
    void notYetAnyOf(String key, String subject) {
        value(key).ifPresent(value -> {
            if (!(value instanceof Yaml.Sequence list) || !list.items().isEmpty()) {
                reject(key, "[]" + notAvailable(subject));
            }
        });
    }

    /** As {@link #notYet(String, Kind, Object, String)} for a key that asks for something whatever its value is. */
    void notYet(String key, String subject) {
        value(key).ifPresent(_ -> reject(key, "no such key" + notAvailable(subject)));
    }

    static String notAvailable(String subject) {
        return " (" + subject + " not available in this version)";
    }

    /** Reports the value of {@code key}, which fits by itself, for what it is beside others. */
    void reject(String key, String expected) {
        Yaml.Entry entry = entries.get(key);
        if (entry == null) {
            reportMissing(key, expected);
        } else {
            reading.report(pathOf(key), entry.value().at(), Found.show(entry.value()), expected);
        }
    }

    void reportUnknownKeys() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                String suggestion = Spelling.closest(key, known)
                        .map(meant -> " (did you mean " + meant + "?)")
                        .orElse("");
                String expected = Kind.choice(known);
                reading.report(pathOf(Found.plain(key)), entry.at(), "an unknown key" + suggestion, expected);
            }
        });
    }

    private void reportMissing(String key, String expected) {
        if (real) {
            reading.report(pathOf(key), at, "nothing", expected);
        }
    }

    private Section open(String path, Yaml value) {
        if (value instanceof Yaml.Mapping mapping) {
            return new Section(reading, path, mapping, true);
        }
        reading.report(path, value.at(), Found.kind(value), "a section (lines of the form key: value)");
        return new Section(reading, path, new Yaml.Mapping(value.at(), List.of(), 1), false);
    }

    private <T> List<T> items(String path, Yaml value, Kind<T> kind) {
        if (!(value instanceof Yaml.Sequence list)) {
            reading.report(path, value.at(), Found.show(value), "a list in [ ], each item " + kind.expected());
            return List.of();
        }
        List<T> items = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            fit(path + "[" + i + "]", list.items().get(i), kind).ifPresent(items::add);
        }
        return items;
    }

    private <T> Optional<T> fit(String path, Yaml value, Kind<T> kind) {
        Kind.Verdict<T> verdict = value instanceof Yaml.Scalar scalar
                ? kind.judge().apply(scalar)
                : new Kind.Verdict.Unfit<>(kind.expected());
        return switch (verdict) {
            case Kind.Verdict.Fits<T>(T fitting) -> Optional.of(fitting);
            case Kind.Verdict.Unfit<T>(String expected) -> {
                reading.report(path, value.at(), Found.show(value), expected);
                yield Optional.empty();
            }
        };
    }

    private Optional<Yaml> value(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(Yaml.Entry::value);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}

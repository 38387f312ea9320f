package io.sallyport.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in the file each value stands, so that who finds fault with a value later can say where to change it.
 *
 * <p>Keys are written as in {@link Problem}: {@code tls.identities[0].key}, {@code policies.office.mtu}. Immutable.
 */
public final class SourceMap {
    private static final Pattern INDEX = Pattern.compile("\\[([0-9]{1,6})](.*)", Pattern.DOTALL);

    private final Path file;
    private final Yaml root;

    SourceMap(Path file, Yaml root) {
        this.file = file;
        this.root = root;
    }

    /** The file as the operator named it. */
    public Path file() {
        return file;
    }

    /** Where the value of {@code key} stands; empty if the file leaves it to its default. */
    public Optional<Position> find(String key) {
        return value(root, key).map(Yaml::at);
    }

    /** Where the value of {@code key} stands, or else the innermost section around it that the file has. */
    public Position at(String key) {
        String path = key;
        while (true) {
            Optional<Position> position = find(path);
            if (position.isPresent()) {
                return position.get();
            }
            path = path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
        }
    }

    /** A problem with the value of {@code key}, for checks that this module cannot make. */
    public Problem problem(String key, String found, String expected) {
        return new Problem(file, at(key), key, found, expected);
    }

    private static Optional<Yaml> value(Yaml from, String path) {
        if (path.isEmpty()) {
            return Optional.of(from);
        }
        return switch (from) {
            case Yaml.Scalar _ -> Optional.empty();
            case Yaml.Sequence list -> item(list, path);
            case Yaml.Mapping section ->
                section.entries().stream()
                        .filter(entry -> path.startsWith(entry.key()))
                        .flatMap(entry ->
                                inside(entry, path.substring(entry.key().length())).stream())
                        .findFirst();
        };
    }

    /** Names of policies may hold dots, so a path is not cut at dots: a key has to be followed by something that may follow. */
    private static Optional<Yaml> inside(Yaml.Entry entry, String rest) {
        if (rest.isEmpty() || rest.startsWith("[")) {
            return value(entry.value(), rest);
        }
        return rest.startsWith(".") ? value(entry.value(), rest.substring(1)) : Optional.empty();
    }

    private static Optional<Yaml> item(Yaml.Sequence list, String path) {
        Matcher index = INDEX.matcher(path);
        if (!index.matches()) {
            return Optional.empty();
        }
        int i = Integer.parseInt(index.group(1));
        String rest = index.group(2).startsWith(".") ? index.group(2).substring(1) : index.group(2);
        return i < list.items().size() ? value(list.items().get(i), rest) : Optional.empty();
    }
}

package io.sallyport.config;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a value may be: the one place where text becomes something else.
 *
 * @param expected what fits, in the words of a problem: "expected ..."
 * @param judge decides about one value
 */
record Kind<T>(String expected, Function<Yaml.Scalar, Verdict<T>> judge) {

    /** More than any section has keys. */
    private static final int MAX_LISTED = 24;

    sealed interface Verdict<T> {
        record Fits<T>(T value) implements Verdict<T> {}

        /** @param expected what would have been right in this case, which may be more than the kind knows in general */
        record Unfit<T>(String expected) implements Verdict<T> {}
    }

    /** @param parse empty for what does not fit */
    static <T> Kind<T> of(String expected, Yaml.Type type, Function<String, Optional<T>> parse) {
        return new Kind<>(expected, scalar -> {
            Optional<T> value = scalar.type() == type ? parse.apply(scalar.text()) : Optional.empty();
            return value.isPresent() ? new Verdict.Fits<>(value.get()) : new Verdict.Unfit<>(expected);
        });
    }

    /** This kind less the values that {@code accepts} refuses; {@code narrower} says what is left. */
    Kind<T> where(String narrower, Predicate<T> accepts) {
        return new Kind<>(narrower, scalar -> switch (judge.apply(scalar)) {
            case Verdict.Fits<T> fits -> accepts.test(fits.value()) ? fits : new Verdict.Unfit<>(narrower);
            case Verdict.Unfit<T>(String said) -> new Verdict.Unfit<>(said.equals(expected) ? narrower : said);
        });
    }

    /** This kind, where some of the values that fit are refused with words of their own. */
    Kind<T> except(String instead, Predicate<T> refused) {
        return new Kind<>(expected, scalar -> switch (judge.apply(scalar)) {
            case Verdict.Fits<T> fits -> refused.test(fits.value()) ? new Verdict.Unfit<>(instead) : fits;
            case Verdict.Unfit<T> unfit -> unfit;
        });
    }

    /** This kind, where {@code names} are refused as what a later version may take. */
    Kind<T> later(Set<String> names) {
        return new Kind<>(
                expected,
                scalar -> names.contains(scalar.text())
                        ? new Verdict.Unfit<>(expected + Section.notAvailable(scalar.text() + " is"))
                        : judge.apply(scalar));
    }

    static Kind<Boolean> flag() {
        return of("true or false", Yaml.Type.BOOLEAN, text -> Optional.of(Boolean.parseBoolean(text)));
    }

    static Kind<Integer> number(int min, int max) {
        return of(
                "a whole number from " + min + " to " + max,
                Yaml.Type.WHOLE_NUMBER,
                text -> decimal(text).filter(n -> n >= min && n <= max).map(Long::intValue));
    }

    /** Bytes. */
    static Kind<Integer> size(int min, int max) {
        String expected = "a size from " + Units.format(min) + " to " + Units.format(max);
        return new Kind<>(expected, scalar -> switch (scalar.type()) {
            case TEXT, WHOLE_NUMBER -> {
                Optional<Long> bytes = Units.size(scalar.text()).filter(n -> n >= min && n <= max);
                yield bytes.isPresent() ? new Verdict.Fits<>(bytes.get().intValue()) : new Verdict.Unfit<>(expected);
            }
            case NOTHING, BOOLEAN, FRACTION -> new Verdict.Unfit<>(expected);
        });
    }

    static Kind<Duration> duration(Duration min, Duration max) {
        return of(
                "a duration from " + Units.format(min) + " to " + Units.format(max),
                Yaml.Type.TEXT,
                text -> Units.duration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    /** A duration that clients are told in seconds; zero switches off what it is for. */
    static Kind<Duration> secondsOrOff(Duration max) {
        return of(
                "0s (off) or a duration of whole seconds up to " + Units.format(max),
                Yaml.Type.TEXT,
                text -> Units.duration(text).filter(d -> d.toNanosPart() == 0 && d.compareTo(max) <= 0));
    }

    /** Bits per second; less than the least would not carry a sign-in page. */
    static Kind<Long> rate() {
        return of(
                "a rate from 64kbit to 100Gbit",
                Yaml.Type.TEXT,
                text -> Units.rate(text).filter(bits -> bits >= 64_000 && bits <= 100_000_000_000L));
    }

    /** The constants of an enum, spelt in lower case. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        return oneOf(
                List.of(type.getEnumConstants()), constant -> constant.name().toLowerCase(Locale.ROOT));
    }

    /** @param name how the file spells a value */
    static <T> Kind<T> oneOf(List<T> values, Function<T, String> name) {
        return of(
                choice(values.stream().map(name).toList()),
                Yaml.Type.TEXT,
                text -> values.stream()
                        .filter(value -> name.apply(value).equals(text))
                        .findFirst());
    }

    /** What is expected where only {@code names} fit; of very many, the first. */
    static String choice(Collection<String> names) {
        String listed = names.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        return (names.size() == 1 ? "" : "one of ") + listed + (names.size() > MAX_LISTED ? ", …" : "");
    }

    static Kind<String> text(String expected, Predicate<String> accepts) {
        return of(expected, Yaml.Type.TEXT, text -> Optional.of(text).filter(accepts));
    }

    /**
     * A name that people read and clients send back. No {@code %}: clients disagree on whether what follows is an escape.
     */
    static Kind<String> name() {
        return text(
                "1 to 64 printable characters, no % and no space at either end",
                text -> !text.isEmpty()
                        && text.codePointCount(0, text.length()) <= 64
                        && Printable.test(text)
                        && text.indexOf('%') < 0
                        && !Character.isSpaceChar(text.codePointAt(0))
                        && !Character.isSpaceChar(text.codePointBefore(text.length())));
    }

    static Kind<InetAddress> address() {
        return of("an IP address", Yaml.Type.TEXT, IpLiteral::parse);
    }

    static Kind<IpPrefix> prefix() {
        String expected = "a network such as 192.0.2.0/24 or 2001:db8::/64";
        return new Kind<>(expected, scalar -> {
            Optional<IpPrefix> prefix = IpPrefix.parse(scalar.text());
            if (prefix.isPresent()) {
                return new Verdict.Fits<>(prefix.get());
            }
            return new Verdict.Unfit<>(IpPrefix.around(scalar.text())
                    .map(around -> around + " (no bit beyond the prefix)")
                    .orElse(expected));
        });
    }

    /** @param directory where a relative path starts */
    static Kind<Path> path(Path directory) {
        return of("a path", Yaml.Type.TEXT, text -> resolve(directory, text));
    }

    /** @param directory where a relative path starts */
    static Kind<Path> readableFile(Path directory) {
        String expected = "the path of a readable file";
        return new Kind<>(expected, scalar -> {
            Optional<Path> resolved =
                    scalar.type() == Yaml.Type.TEXT ? resolve(directory, scalar.text()) : Optional.empty();
            if (resolved.isEmpty()) {
                return new Verdict.Unfit<>(expected);
            }
            Path path = resolved.get();
            if (!Files.exists(path)) {
                return new Verdict.Unfit<>("a file that exists (" + Found.plain(path.toString()) + " does not)");
            } else if (Files.isDirectory(path)) {
                return new Verdict.Unfit<>("a file (" + Found.plain(path.toString()) + " is a directory)");
            }
            return Files.isReadable(path)
                    ? new Verdict.Fits<>(path)
                    : new Verdict.Unfit<>("permission to read " + Found.plain(path.toString()));
        });
    }

    /**
     * A directory, or a place where there may be one later.
     *
     * @param directory where a relative path starts
     */
    static Kind<Path> directory(Path directory) {
        return path(directory)
                .except("a directory", path -> Files.exists(path) && !Files.isDirectory(path))
                .except("permission to read the directory", path -> Files.isDirectory(path) && !Files.isReadable(path));
    }

    private static Optional<Path> resolve(Path directory, String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(directory.resolve(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> decimal(String text) {
        return text.matches("-?[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}

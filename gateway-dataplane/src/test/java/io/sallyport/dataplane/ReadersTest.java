package io.sallyport.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What whoever reads the packet path may count on: short classes, each of which says at once whose it is. */
class ReadersTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final int LONGEST = 400; // lines
    private static final Pattern OWNER = Pattern.compile("\\b(owned by|owns|immutable)\\b");

    /**
     * A class at the left margin, with the first sentence of the comment above it. Only exceptions extend anything here: they
     * are values.
     */
    private static final Pattern CLASS =
            Pattern.compile("(?s)\\n/\\*\\*(?<sentence>(?:(?!\\*/).)*?)(?:\\.\\s|<p>|<pre>|\\*/)(?:(?!\\n[/}]).)*"
                    + "\\n(?:public |abstract |final |sealed |non-sealed )*class (?<name>\\w+)\\b(?! extends)");

    @Test
    void noFileIsLong() throws IOException {
        SortedMap<Path, Integer> lengths = new TreeMap<>();
        for (Path file : sources()) {
            lengths.put(file, Files.readAllLines(file).size());
        }

        assertThat(lengths)
                .hasSizeGreaterThan(80)
                .allSatisfy((file, length) ->
                        assertThat(length).as("lines of %s", file).isLessThanOrEqualTo(LONGEST));
    }

    /** Records and enums are values; interfaces are whoever's implements them. */
    @Test
    void theFirstSentenceOfEachClassNamesItsOwner() throws IOException {
        SortedMap<String, String> sentences = new TreeMap<>();
        for (Path file : sources()) {
            Matcher declared = CLASS.matcher(Files.readString(file));
            if (declared.find()) {
                sentences.put(declared.group("name"), declared.group("sentence").replaceAll("\\s*\\n \\*\\s*", " "));
            }
        }

        assertThat(sentences)
                .hasSizeGreaterThan(60)
                .allSatisfy((name, sentence) -> assertThat(sentence).as(name).containsPattern(OWNER));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}

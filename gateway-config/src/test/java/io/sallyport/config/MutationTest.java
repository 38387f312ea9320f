package io.sallyport.config;

import static io.sallyport.config.PublishedSchema.CONF;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever bytes the file holds, reading returns; every problem has a place in the file, and what is a configuration is one
 * by the schema as well.
 *
 * <p>{@code -Dseed=N} repeats a run.
 */
@Timeout(120)
class MutationTest {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final PublishedSchema SCHEMA = new PublishedSchema();
    private static final int ROUNDS = 1500;
    private static final List<String> FRAGMENTS = List.of(
            "",
            "~",
            "[]",
            "{}",
            "[",
            "}",
            "&a",
            "*a",
            "!!str",
            "|",
            ">",
            "? ",
            "- ",
            ": ",
            "#",
            "\t",
            "\"",
            "'",
            "%",
            "@",
            "---",
            "...",
            "\\",
            "\r",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\u0000",
            "🦊",
            "\"\\uD800\"",
            "\"\\0\"",
            "true",
            "-1",
            "99999999999999999999",
            "0x1F",
            "1e9",
            ".nan",
            "<<: *a",
            "'%'",
            "1d",
            "::/0");

    @TempDir
    private Path temporary;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Path file = Path.of("");

    @BeforeEach
    void makeDirectory() {
        file = new ConfigDirectory(temporary).path().resolve("mutant.yaml");
    }

    @Test
    void returnsForEveryMutantOfTheSamples() throws IOException {
        List<List<String>> samples = new ArrayList<>();
        for (Path sample : SamplesTest.samples()) {
            samples.add(Files.readAllLines(sample));
        }
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>(samples.get(random.nextInt(samples.size())));
            int mutations = random.nextInt(1, 5);
            for (int i = 0; i < mutations && !lines.isEmpty(); i++) {
                mutate(lines);
            }
            check((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void returnsForEveryCutOfTheReference() throws IOException {
        byte[] reference = Files.readAllBytes(CONF.resolve("sallyport.yaml"));

        for (int length = 0; length < reference.length; length += random.nextInt(1, 20)) {
            byte[] cut = new byte[length];
            System.arraycopy(reference, 0, cut, 0, length);
            check(cut);
        }
    }

    @Test
    void returnsForNoise() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            check(noise);
        }
    }

    @Test
    void returnsForWordsInAnyOrder() throws IOException {
        List<String> words = new ArrayList<>(FRAGMENTS);
        words.addAll(
                List.of("\n", "\n  ", "\n    ", " ", "tls:", "profiles:", "name:", "policies:", "listen:", "port:"));
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(30);
            for (int i = 0; i < length; i++) {
                text.append(words.get(random.nextInt(words.size())));
            }
            check(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Files of the largest size, each with a problem in nearly every byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x%d: 1\n",
                "drain: 1\n",
                "policies: {a: 1}\n",
                "policies: [{%d: 1}]\n",
                "tls: {identities: [{key: %d}]}\n",
                "a%d: &a%d [*a, *a, *a, *a]\n",
                "- ",
                "[",
                "[a, ",
                "\"",
                "!",
                "é",
                "x",
                "? "
            })
    void returnsSoonForRepetitions(String unit) throws IOException {
        StringBuilder text = new StringBuilder("a: &a 1\n");
        while (text.length() < SourceText.MAX_BYTES / 2) {
            text.append(unit.replace("%d", Integer.toString(text.length())));
        }
        check(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void returnsSoonForManyProfilesWithoutTheirPolicies() throws IOException {
        StringBuilder text = new StringBuilder("policies:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  policy-").append(i).append(": {}\n");
        }
        text.append("profiles:\n");
        for (int i = 0; i < 10_000; i++) {
            text.append("  - {name: profile-").append(i % 5000).append(", policy: none}\n");
        }
        check(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void mutate(List<String> lines) {
        int i = random.nextInt(lines.size());
        String line = lines.get(i);
        int at = random.nextInt(line.length() + 1);
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(i);
            case 1 -> lines.add(random.nextInt(lines.size() + 1), line);
            case 2 -> lines.set(i, " ".repeat(random.nextInt(4)) + line);
            case 3 -> lines.set(i, line.strip());
            case 4 -> lines.set(i, line.substring(0, at));
            case 5 -> lines.set(i, line.substring(0, at) + fragment() + line.substring(at));
            case 6 ->
                lines.set(
                        i,
                        line.replaceFirst(
                                ":.*", ": " + fragment().replace("\\", "\\\\").replace("$", "")));
            default ->
                lines.set(
                        i,
                        line.substring(0, at)
                                + (char) random.nextInt(0x20, 0x7F)
                                + line.substring(Math.min(line.length(), at + 1)));
        }
    }

    private String fragment() {
        return FRAGMENTS.get(random.nextInt(FRAGMENTS.size()));
    }

    private void check(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);

        ConfigResult result;
        try {
            result = ConfigReader.read(file);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + SEED + " threw for:\n" + text, e);
        }

        switch (result) {
            case ConfigResult.Valid _ ->
                assertThat(SCHEMA.problems(text))
                        .as("seed %d, text:%n%s", SEED, text)
                        .isEmpty();
            case ConfigResult.Invalid invalid -> {
                String[] lines = text.split("\r\n|\r|\n", -1);
                for (Problem problem : invalid.problems()) {
                    assertThat(isInside(lines, problem.at()))
                            .as("%s, seed %d, text:%n%s", problem, SEED, text)
                            .isTrue();
                    assertThat(problem.toString()).hasSizeLessThan(1000).matches("\\P{Cntrl}*");
                }
            }
        }
    }

    /** Or right behind its end, where what is missing is missed. */
    private static boolean isInside(String[] lines, Position at) {
        if (at.line() < 1 || at.line() > lines.length || at.column() < 1) {
            return false;
        }
        String line = lines[at.line() - 1];
        return at.column() <= line.codePointCount(0, line.length()) + 1;
    }
}

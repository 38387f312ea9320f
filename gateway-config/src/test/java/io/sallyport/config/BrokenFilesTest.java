package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code broken/NN-what.yaml} with what an operator reads about it in {@code NN-what.problems}, letter by letter.
 *
 * <p>{@code DIRECTORY} stands for where the file lies.
 */
class BrokenFilesTest {
    private static final Path BROKEN = Path.of("src/test/resources/broken");

    @TempDir
    private Path temporary;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(BROKEN)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyProblemIsReportedWithItsPlace(Path broken) throws IOException {
        String name = broken.getFileName().toString();
        Path file = new ConfigDirectory(temporary).path().resolve(name);
        Files.copy(broken, file);

        ConfigResult result = ConfigReader.read(file);

        Path expected = broken.resolveSibling(name.replace(".yaml", ".problems"));
        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(problem -> problem.toString()
                                        .replace(temporary + "/" + name, name)
                                        .replace(temporary.toString(), "DIRECTORY"))
                                .containsExactlyElementsOf(lines(expected)));
    }

    @ParameterizedTest
    @MethodSource("files")
    void problemsDoNotDependOnHowOftenTheFileIsRead(Path broken) {
        assertThat(ConfigReader.read(broken)).isEqualTo(ConfigReader.read(broken));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("no " + file + " beside the broken file", e);
        }
    }
}

package io.sallyport.lab.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Command;
import io.sallyport.lab.LabProgram;
import io.sallyport.lab.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The image with the broken files of gateway-config: all that is wrong, with its place, and exit code 78. */
class BrokenConfigurationIT {
    private static final Path BROKEN = Path.of("../gateway-config/src/test/resources/broken");
    private static final int EX_CONFIG = 78;

    /** What the broken files name and is there. */
    private static final List<String> NAMED_FILES = List.of(
            "server.pem",
            "server-key.pem",
            "server-ecdsa.pem",
            "server-ecdsa-key.pem",
            "server-rsa.pem",
            "server-rsa-key.pem",
            "server-rsa-passphrase.txt",
            "clients-ca.pem",
            "clients-crl.pem",
            "clients-intermediate.crl",
            "office.xml");

    @TempDir
    private static Path directory;

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(BROKEN)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void checkSaysAllThatIsWrong(String name) throws IOException {
        Output output = sallyport("check", name);

        assertThat(output.exit()).isEqualTo(EX_CONFIG);
        assertThat(output.out().lines()).containsExactlyElementsOf(problems(name));
        assertThat(output.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"03-misspelt-keys.yaml", "10-files.yaml", "12-ports.yaml"})
    void serveSaysTheSameAndDoesNotStart(String name) throws IOException {
        Output output = sallyport("serve", name);

        assertThat(output.exit()).isEqualTo(EX_CONFIG);
        assertThat(output.err().lines().findFirst()).hasValue("sallyport: bad configuration");
        assertThat(output.err().lines().skip(1)).containsExactlyElementsOf(problems(name));
        assertThat(output.out()).isEmpty();
    }

    @Test
    void thereAreAtLeastTwelve() throws IOException {
        assertThat(names()).hasSizeGreaterThanOrEqualTo(12);
    }

    private static Output sallyport(String verb, String name) throws IOException {
        for (String file : NAMED_FILES) {
            Files.writeString(directory.resolve(file), "stands in for a file that reading only looks for\n");
        }
        Path file = directory.resolve(name);
        Files.writeString(file, Files.readString(BROKEN.resolve(name)));
        return Command.of(
                        LabProgram.builtImage().resolve("bin/sallyport").toString(), verb, "--config", file.toString())
                .run();
    }

    /** Each begins with {@code FILE:LINE:COLUMN: KEY: }. */
    private static List<String> problems(String name) throws IOException {
        List<String> problems = Files.readAllLines(BROKEN.resolve(name.replace(".yaml", ".problems")));
        assertThat(problems).isNotEmpty().allMatch(problem -> problem.matches("[^:]+\\.yaml:\\d+:\\d+: [^ ]+: .*"));
        return problems.stream()
                .map(problem -> directory + "/" + problem.replace("DIRECTORY", directory.toString()))
                .toList();
    }
}

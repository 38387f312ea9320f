package io.sallyport.aaa.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that ocserv's own tool has written. */
class OcpasswdToolTest {
    @TempDir
    private Path directory;

    @Test
    void readsWhatOcpasswdWrites() throws Exception {
        findOcpasswd();
        Path file = directory.resolve("ocpasswd");
        ocpasswd("-c", file.toString(), "-g", "staff,ops", "alice");
        ocpasswd("-c", file.toString(), "bob");
        ocpasswd("-c", file.toString(), "-l", "bob");

        OcpasswdFile parsed = OcpasswdFile.parse(Files.readString(file));

        assertThat(parsed.problems()).isEmpty();
        assertThat(parsed.entries()).extracting(entry -> entry.name().text()).containsExactly("alice", "bob");
        assertThat(parsed.entries()).extracting(OcpasswdFile.Entry::locked).containsExactly(false, true);
        assertThat(parsed.entries())
                .extracting(OcpasswdFile.Entry::groups)
                .containsExactly(List.of("staff", "ops"), List.of());
        assertThat(parsed.entries()).allSatisfy(entry -> {
            assertThat(entry.hash().matches(password("sesame"))).isTrue();
            assertThat(entry.hash().matches(password("barley"))).isFalse();
        });
    }

    /** Without a terminal, so that it reads the password, twice, from its input. */
    private static void ocpasswd(String... arguments) throws Exception {
        Process process = new ProcessBuilder(
                        Stream.concat(Stream.of("setsid", "--wait", "ocpasswd"), Stream.of(arguments))
                                .toList())
                .redirectErrorStream(true)
                .start();
        try (var input = process.outputWriter()) {
            input.write("sesame\nsesame\n");
        }
        String output = String.join("\n", process.inputReader().readAllLines());
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void findOcpasswd() {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ocpasswd")));
        if (!found && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("ocpasswd is missing, and CI runs everything");
        }
        if (!found) {
            System.out.println("NOT RUN: OcpasswdToolTest because ocpasswd is missing (Debian: ocserv)");
        }
        assumeTrue(found, "ocpasswd is missing");
    }

    private static Password password(String text) {
        return Password.parse(new Secret(text)).orElseThrow();
    }
}

package io.sallyport.config;

import static io.sallyport.config.ConfigDirectory.MINIMAL;
import static io.sallyport.config.ConfigDirectory.NETWORK;
import static io.sallyport.config.ConfigDirectory.POLICIES;
import static io.sallyport.config.ConfigDirectory.PROFILES;
import static io.sallyport.config.ConfigDirectory.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    private Path temporary;

    private ConfigDirectory directory;

    @BeforeEach
    void makeDirectory() {
        directory = new ConfigDirectory(temporary);
    }

    @Test
    void readsRelativePathsFromTheDirectoryOfTheFile() {
        GatewayConfig config = directory.config(
                MINIMAL + "control: {socket: run/control.sock}\nstore: {url: 'jdbc:h2:file:data/users;CIPHER=AES'}\n");

        assertThat(config.file()).isEqualTo(temporary.resolve("sallyport.yaml"));
        assertThat(config.tls().identities().getFirst().certificate()).isEqualTo(temporary.resolve("server.pem"));
        assertThat(config.control().socket()).isEqualTo(temporary.resolve("run/control.sock"));
        assertThat(config.store().url()).isEqualTo("jdbc:h2:file:" + temporary.resolve("data/users") + ";CIPHER=AES");
    }

    @Test
    void leavesAbsolutePathsAlone() {
        GatewayConfig config = directory.config(
                MINIMAL + "control: {socket: /run/control.sock}\nstore: {url: 'jdbc:h2:file:/srv/users'}\n");

        assertThat(config.control().socket()).isEqualTo(Path.of("/run/control.sock"));
        assertThat(config.store().url()).isEqualTo("jdbc:h2:file:/srv/users");
    }

    @Test
    void readsAFileThatIsNamedRelativeToTheWorkingDirectory() {
        Path workingDirectory = Path.of("").toAbsolutePath();
        Path file = workingDirectory.relativize(directory.write(MINIMAL));

        assertThat(ConfigReader.read(file))
                .isInstanceOfSatisfying(
                        ConfigResult.Valid.class,
                        valid -> assertThat(valid.config().file()).isAbsolute());
    }

    @Test
    void tellsWhereEachValueStands() {
        ConfigResult.Valid valid = directory.valid(MINIMAL);

        assertThat(valid.sources().at("tls.identities[0].key")).isEqualTo(new Position(1, 51));
        assertThat(valid.sources().find("drain")).isEmpty();
    }

    @Test
    void skipsAByteOrderMarkAndTakesAnyLineEnding() throws IOException {
        Path file = directory.write("\uFEFF" + MINIMAL.replace("\n", "\r\n") + "drain: x\r\n");

        assertThat(problems(file)).singleElement().asString().startsWith("5:8: drain: ");

        Files.writeString(file, MINIMAL.replace('\n', '\r') + "drain: x\r");

        assertThat(problems(file)).singleElement().asString().startsWith("5:8: drain: ");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThat(problems(temporary.resolve("absent.yaml")))
                .containsExactly("1:1: (file): found no such file, expected a file that exists");
        assertThat(problems(temporary)).containsExactly("1:1: (file): found a directory, expected a file");
    }

    @Test
    void refusesABigFile() {
        assertThat(directory.problems("#".repeat(SourceText.MAX_BYTES + 1)))
                .containsExactly("1:1: (file): found more than 1MiB, expected at most 1MiB");
        assertThat(directory.config(MINIMAL + "#".repeat(SourceText.MAX_BYTES - MINIMAL.length())))
                .isNotNull();
    }

    @Test
    void saysWhichByteIsNotUtf8() throws IOException {
        Path file = temporary.resolve("latin1.yaml");
        Files.write(file, "drain: 5s\nbänner: x\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(problems(file)).containsExactly("2:2: (file): found the byte 0xE4, expected text in UTF-8");

        Files.write(file, new byte[] {'a', (byte) 0xE2, (byte) 0x82});

        assertThat(problems(file)).containsExactly("1:2: (file): found the byte 0xE2, expected text in UTF-8");
    }

    @Test
    void saysWhichCharacterIsNotText() {
        assertThat(directory.problems("drain: 5s\n\n a: \u0000\n"))
                .containsExactly("3:5: (file): found the control character U+0000, expected printable text");
    }

    @Test
    void refusesAnEmptyFileAndOneThatHoldsNoSections() {
        assertThat(directory.problems(""))
                .containsExactly("1:1: (file): found an empty file, expected a configuration");
        assertThat(directory.problems("\n# later\n"))
                .containsExactly("1:1: (file): found an empty file, expected a configuration");
        assertThat(directory.problems("\n- tls\n"))
                .containsExactly(
                        "2:1: (file): found a list, expected sections such as tls, network, profiles and policies");
        assertThat(directory.problems("postgresql://root:hunter2@db"))
                .containsExactly("1:1: (file): found a single value, expected sections such as tls, network, profiles"
                        + " and policies");
    }

    @Test
    void namesEverySectionThatIsMissing() {
        assertThat(directory.problems("drain: 5s\n"))
                .containsExactly(
                        "1:1: network.ipv4: found nothing, expected a client pool such as 192.0.2.0/24 (or one under ipv6,"
                                + " or both)",
                        "1:1: policies: found nothing, expected at least one named section",
                        "1:1: profiles: found nothing, expected a list of at least one section",
                        "1:1: tls.identities: found nothing, expected a list of at least one section");
    }

    @Test
    void doesNotComplainAboutTheInsideOfWhatIsNotThere() {
        assertThat(directory.problems("tls: 5\n" + NETWORK + PROFILES + POLICIES))
                .containsExactly("1:6: tls: found a single value, expected a section (lines of the form key: value)");
        assertThat(directory.problems(TLS + NETWORK + "profiles: [staff]\n" + POLICIES))
                .containsExactly("3:12: profiles[0]: found a single value, expected a section (lines of the form key:"
                        + " value)");
    }

    @Test
    void neverShowsCredentialsOfTheStore() {
        List<String> stores = List.of(
                "store: {url: 'jdbc:mysql://root:hunter2@db/x?password=hunter2'}\n",
                "store: 'jdbc:postgresql://db/x?user=root&password=hunter2'\n",
                "store: {url: ['jdbc:postgresql://db/x?user=root&password=hunter2']}\n",
                "store: {password: hunter2}\n",
                "'jdbc:postgresql://db/x?user=root&password=hunter2': 1\n",
                "store: {url: !jdbc:postgresql://db/x?password=hunter2 x}\n");

        for (String store : stores) {
            assertThat(directory.problems(MINIMAL + store))
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).doesNotContain("hunter2"));
        }
    }

    private static List<String> problems(Path file) {
        return ConfigReader.read(file) instanceof ConfigResult.Invalid invalid
                ? invalid.problems().stream()
                        .map(problem ->
                                problem.toString().substring(file.toString().length() + 1))
                        .toList()
                : List.of();
    }
}

package io.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A directory for configuration files, with stand-ins for the files that they name. */
record ConfigDirectory(Path path) {
    static final String TLS = "tls: {identities: [{certificate: server.pem, key: server-key.pem}]}\n";
    static final String NETWORK = "network: {ipv4: 192.0.2.0/24}\n";
    static final String PROFILES = "profiles: [{name: staff, policy: office}]\n";
    static final String POLICIES = "policies: {office: {}}\n";

    /** The least that is a configuration. */
    static final String MINIMAL = TLS + NETWORK + PROFILES + POLICIES;

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

    ConfigDirectory {
        NAMED_FILES.forEach(name -> write(path.resolve(name), "stands in for a file that reading only looks for\n"));
    }

    Path write(String text) {
        return write(path.resolve("sallyport.yaml"), text);
    }

    ConfigResult read(String text) {
        return ConfigReader.read(write(text));
    }

    /** The configuration in {@code text}, which must be one. */
    GatewayConfig config(String text) {
        return valid(text).config();
    }

    ConfigResult.Valid valid(String text) {
        return switch (read(text)) {
            case ConfigResult.Valid valid -> valid;
            case ConfigResult.Invalid invalid -> throw new AssertionError("not a configuration: " + invalid.problems());
        };
    }

    /** What an operator reads about {@code text}, each line without {@code FILE:}. */
    List<String> problems(String text) {
        Path file = write(text);
        ConfigResult result = ConfigReader.read(file);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return result instanceof ConfigResult.Invalid invalid
                ? invalid.problems().stream()
                        .map(problem ->
                                problem.toString().substring(file.toString().length() + 1))
                        .toList()
                : List.of();
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.sallyport.testcerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written here has to be read by programs that are not Java; OpenSSL's command stands for them. */
class OpenSslAgreesTest {
    private static final String PASSPHRASE = "correct horse";

    @TempDir
    private Path directory;

    @BeforeAll
    static void findOpenSsl() throws Exception {
        boolean found = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        if (!found && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("openssl is missing, and CI runs everything");
        }
        if (!found) {
            System.out.println("NOT RUN: OpenSslAgreesTest because openssl is missing");
        }
        assumeTrue(found, "openssl is missing");
    }

    @Test
    void chainsVerify() throws Exception {
        TestAuthority root = TestAuthority.create("Root");
        root.writeCertificate(file("ca.pem"));
        root.intermediate("Issuing").server("vpn.example.test", "192.0.2.1").writeChain(file("server.pem"));

        assertThat(openssl(
                        "verify",
                        "-x509_strict",
                        "-purpose",
                        "sslserver",
                        "-verify_hostname",
                        "vpn.example.test",
                        "-CAfile",
                        "ca.pem",
                        "-untrusted",
                        "server.pem",
                        "server.pem"))
                .contains("server.pem: OK");
    }

    static Stream<Arguments> keysInTheirFormats() {
        List<KeyFormat> every = List.of(
                new KeyFormat.Pkcs8(),
                new KeyFormat.EncryptedPkcs8(PASSPHRASE),
                new KeyFormat.Traditional(),
                new KeyFormat.EncryptedTraditional(PASSPHRASE));
        return Stream.of(KeyKind.values())
                .flatMap(kind -> every.stream().map(format -> Arguments.of(kind, format)))
                .filter(pair -> pair.get()[0] != KeyKind.ED25519 || pkcs8((KeyFormat) pair.get()[1]));
    }

    @ParameterizedTest
    @MethodSource("keysInTheirFormats")
    void keysBelongToTheirCertificates(KeyKind kind, KeyFormat format) throws Exception {
        Credential server =
                TestAuthority.create("Root").issue(Request.server("localhost").withKeyKind(kind));
        server.writeChain(file("server.pem"));
        server.writeKey(file("key.pem"), format);

        String ofKey = openssl("pkey", "-in", "key.pem", "-passin", "pass:" + PASSPHRASE, "-pubout");
        String ofCertificate = openssl("x509", "-in", "server.pem", "-noout", "-pubkey");

        assertThat(ofKey).startsWith("-----BEGIN PUBLIC KEY-----").isEqualTo(ofCertificate);
        assertThat(Files.readString(file("key.pem"))).startsWith(firstLine(kind, format));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void thereIsNoTraditionalFormOfEd25519() {
        Credential server =
                TestAuthority.create("Root").issue(Request.server("localhost").withKeyKind(KeyKind.ED25519));

        assertThatThrownBy(() -> server.writeKey(file("key.pem"), new KeyFormat.Traditional()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: RSA or EC");
    }

    @Test
    void theDemoSetVerifies() throws Exception {
        DemoCertificates.main(new String[] {directory.toString(), "localhost", "127.0.0.1"});

        assertThat(openssl("verify", "-verify_ip", "127.0.0.1", "-CAfile", "ca.pem", "server.pem"))
                .contains("server.pem: OK");
        assertThat(openssl("pkey", "-in", "server-key.pem", "-check", "-noout")).contains("Key is valid");
    }

    private static boolean pkcs8(KeyFormat format) {
        return switch (format) {
            case KeyFormat.Pkcs8(), KeyFormat.EncryptedPkcs8 _ -> true;
            case KeyFormat.Traditional(), KeyFormat.EncryptedTraditional _ -> false;
        };
    }

    private static String firstLine(KeyKind kind, KeyFormat format) {
        return switch (format) {
            case KeyFormat.Pkcs8() -> "-----BEGIN PRIVATE KEY-----";
            case KeyFormat.EncryptedPkcs8 _ -> "-----BEGIN ENCRYPTED PRIVATE KEY-----";
            case KeyFormat.Traditional(), KeyFormat.EncryptedTraditional _ ->
                "-----BEGIN " + (kind == KeyKind.RSA_2048 ? "RSA" : "EC") + " PRIVATE KEY-----";
        };
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** What it printed, both streams. */
    private String openssl(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("openssl"), Stream.of(arguments))
                        .toList())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try (var output = process.inputReader()) {
            String text = String.join("\n", output.readAllLines());
            assertThat(process.waitFor()).as(text).isZero();
            return text;
        }
    }
}

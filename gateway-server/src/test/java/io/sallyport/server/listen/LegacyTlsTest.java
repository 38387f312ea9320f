package io.sallyport.server.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own each: what the JDK allows in TLS is settled once per process. */
class LegacyTlsTest {
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    @Test
    @Requirement(6)
    void aClientThatKnowsRsaKeyExchangeOnlyIsServedWhenLegacyIsOn() throws Exception {
        assertThat(handshake(true, "TLS_RSA_WITH_AES_128_CBC_SHA"))
                .isEqualTo("TLSv1.2 TLS_RSA_WITH_AES_128_CBC_SHA client key exchange bytes: 256");
    }

    @Test
    void andRefusedWhenItIsOff() throws Exception {
        assertThat(handshake(false, "TLS_RSA_WITH_AES_128_CBC_SHA")).startsWith("refused: handshake_failure");
    }

    @Test
    void whoKnowsBetterGetsBetter() throws Exception {
        assertThat(handshake(true, "TLS_RSA_WITH_AES_128_CBC_SHA,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"))
                .startsWith("TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    /** All modules on the class path of another JVM, so that nothing of this one's TLS has been loaded there. */
    private String handshake(boolean legacy, String suites) throws IOException, InterruptedException {
        String classes = String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path"),
                System.getProperty("java.class.path"),
                Path.of("target", "test-classes").toAbsolutePath().toString());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes,
                        LegacyHandshake.class.getName(),
                        directory.toString(),
                        Boolean.toString(legacy),
                        suites)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            return output;
        } finally {
            process.destroyForcibly();
        }
    }
}

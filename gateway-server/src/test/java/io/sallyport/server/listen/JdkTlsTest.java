package io.sallyport.server.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;

/** In a JVM of its own, as this is for the whole process. */
class JdkTlsTest {

    @Test
    void bouncyCastleAgreesOnKeysOfTheJdkAndHasNoOtherPart() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = String.join(
                File.pathSeparator,
                System.getProperty("jdk.module.path"),
                System.getProperty("java.class.path"),
                Path.of("target", "test-classes").toAbsolutePath().toString());
        Process process = new ProcessBuilder(java, "-cp", classes, Chosen.class.getName())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo(
                        "ECDH: SallyportCurves, AES-GCM: SunJCE, TLS: SunJSSE, key: SunEC, read: EC, secret: 32 bytes");
    }

    /** What is chosen after {@link JdkTls}. */
    static final class Chosen {
        private Chosen() {}

        public static void main(String[] words) throws GeneralSecurityException, IOException {
            JdkTls.prepare();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair own = generator.generateKeyPair();
            KeyPair peer = generator.generateKeyPair();
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own.getPrivate());
            agreement.doPhase(peer.getPublic(), true);
            System.out.printf(
                    "ECDH: %s, AES-GCM: %s, TLS: %s, key: %s, read: %s, secret: %d bytes%n",
                    agreement.getProvider().getName(),
                    Cipher.getInstance("AES/GCM/NoPadding").getProvider().getName(),
                    SSLContext.getInstance("TLS").getProvider().getName(),
                    generator.getProvider().getName(),
                    new JcaPEMKeyConverter()
                            .getPrivateKey(
                                    PrivateKeyInfo.getInstance(own.getPrivate().getEncoded()))
                            .getAlgorithm(),
                    agreement.generateSecret().length);
        }
    }
}

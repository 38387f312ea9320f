package io.sallyport.server.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrapKeyTest {
    private static final byte[] EXPORTED = new byte[StrapKey.EXPORTER_LENGTH];

    static {
        Arrays.fill(EXPORTED, (byte) 0x5e);
    }

    private final KeyPair previous = pair("EC", "secp256r1");
    private final KeyPair next = pair("EC", "secp256r1");

    @Test
    void theOneBeforeSignsTheExporterAndTheNext() {
        assertThat(key(previous).hasSigned(EXPORTED, key(next), sign(previous, EXPORTED, next)))
                .isTrue();
        assertThat(key(previous).hasSigned(EXPORTED, key(previous), sign(previous, EXPORTED, previous)))
                .as("a client that was started with its key does not change it")
                .isTrue();
    }

    @Test
    void anythingElseIsNoProof() {
        byte[] elsewhere = EXPORTED.clone();
        elsewhere[31] ^= 1;
        String good = sign(previous, EXPORTED, next);

        assertThat(key(previous).hasSigned(elsewhere, key(next), good))
                .as("another connection")
                .isFalse();
        assertThat(key(previous).hasSigned(EXPORTED, key(previous), good))
                .as("another next key")
                .isFalse();
        assertThat(key(next).hasSigned(EXPORTED, key(next), good))
                .as("another key")
                .isFalse();
        assertThat(key(previous).hasSigned(EXPORTED, key(next), sign(next, EXPORTED, next)))
                .as("signed by the next")
                .isFalse();
        assertThat(key(previous).hasSigned(EXPORTED, key(next), sign(previous, new byte[12], next)))
                .as("bound to a Finished, as openconnect 9.12 does")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "=", "AAAA", "not base64", "MAYCAQACAQA=", "MAYCAQECAQE="})
    void whatIsNoSignatureIsNoProof(String header) {
        assertThat(key(previous).hasSigned(EXPORTED, key(next), header)).isFalse();
        assertThat(key(previous).hasSigned(EXPORTED, key(next), "A".repeat(1_000_000)))
                .isFalse();
    }

    @Test
    void onlyAKeyOnP256IsOne() {
        assertThat(StrapKey.parse(text(pair("EC", "secp384r1")))).isEmpty();
        assertThat(StrapKey.parse(text(pair("Ed25519", "")))).isEmpty();
        assertThat(StrapKey.parse("")).isEmpty();
        assertThat(StrapKey.parse("A".repeat(124))).isEmpty();
        assertThat(StrapKey.parse("A".repeat(1_000_000))).isEmpty();
        assertThat(StrapKey.parse(text(next) + "AAAA")).isEmpty();
    }

    @Test
    void noBytesSurprise() {
        byte[] encoded = next.getPublic().getEncoded();
        byte[] signature = Base64.getDecoder().decode(sign(previous, EXPORTED, next));
        Random random = new Random(8);
        for (int i = 0; i < 2000; i++) {
            byte[] otherKey = encoded.clone();
            otherKey[random.nextInt(otherKey.length)] ^= (byte) (1 + random.nextInt(255));
            byte[] otherSignature = signature.clone();
            otherSignature[random.nextInt(otherSignature.length)] ^= (byte) (1 + random.nextInt(255));

            assertThat(StrapKey.parse(text(otherKey))
                            .filter(key -> key(previous).hasSigned(EXPORTED, key, text(signature))))
                    .isEmpty();
            assertThat(key(previous).hasSigned(EXPORTED, key(next), text(otherSignature)))
                    .isFalse();
        }
    }

    private static StrapKey key(KeyPair pair) {
        return StrapKey.parse(text(pair)).orElseThrow();
    }

    private static String text(KeyPair pair) {
        return text(pair.getPublic().getEncoded());
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String sign(KeyPair signer, byte[] exported, KeyPair next) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer.getPrivate());
            signature.update(exported);
            signature.update(next.getPublic().getEncoded());
            return text(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair pair(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (!curve.isEmpty()) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

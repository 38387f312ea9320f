package io.sallyport.testcerts;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** What kind of key a certificate is about. */
public enum KeyKind {
    P_256,
    ED25519,
    /** All certificates of this kind share one key per JVM, because an RSA key takes a good part of a second to find. */
    RSA_2048;

    KeyPair pair() {
        return switch (this) {
            case P_256 -> generate("EC", new ECGenParameterSpec("secp256r1"));
            case ED25519 -> generate("Ed25519", NamedParameterSpec.ED25519);
            case RSA_2048 -> SharedRsa.PAIR;
        };
    }

    /** The name that JCA gives to a signature by such a key. */
    String signatureAlgorithm() {
        return switch (this) {
            case P_256 -> "SHA256withECDSA";
            case ED25519 -> "Ed25519";
            case RSA_2048 -> "SHA256withRSA";
        };
    }

    private static KeyPair generate(String algorithm, AlgorithmParameterSpec parameters) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(parameters);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 makes " + algorithm + " keys", e);
        }
    }

    /** Generated at first use. */
    private static final class SharedRsa {
        static final KeyPair PAIR = generate("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
    }
}

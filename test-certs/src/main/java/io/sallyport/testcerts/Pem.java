package io.sallyport.testcerts;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** Certificates and keys in the text form of RFC 7468, and the older one of OpenSSL. */
final class Pem {
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private Pem() {}

    static String of(List<X509Certificate> certificates) throws IOException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(written(new JcaMiscPEMGenerator(certificate)));
        }
        return text.toString();
    }

    static String ofLists(List<X509CRL> lists) throws IOException {
        StringBuilder text = new StringBuilder();
        for (X509CRL list : lists) {
            text.append(written(new JcaMiscPEMGenerator(list)));
        }
        return text.toString();
    }

    /** @param certificate of the key */
    static String of(PrivateKey key, X509Certificate certificate, KeyFormat format) throws IOException {
        PrivateKeyInfo info = withPublicKey(key, certificate.getPublicKey());
        return written(
                switch (format) {
                    case KeyFormat.Pkcs8() -> new PKCS8Generator(info, null);
                    case KeyFormat.EncryptedPkcs8(String passphrase) -> new PKCS8Generator(info, pkcs8(passphrase));
                    case KeyFormat.Traditional() -> new JcaMiscPEMGenerator(traditional(info));
                    case KeyFormat.EncryptedTraditional(String passphrase) ->
                        new JcaMiscPEMGenerator(
                                traditional(info),
                                new JcePEMEncryptorBuilder("AES-256-CBC")
                                        .setProvider(PROVIDER)
                                        .build(passphrase.toCharArray()));
                });
    }

    private static OutputEncryptor pkcs8(String passphrase) {
        try {
            return new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(PROVIDER)
                    .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
                    .setPassword(passphrase.toCharArray())
                    .build();
        } catch (OperatorCreationException e) {
            throw new AssertionError("Bouncy Castle has PBES2 with AES", e);
        }
    }

    /**
     * The key with an inner part of elliptic curves that can stand by itself, as OpenSSL writes it: the traditional form has
     * no place outside of it for the name of the curve, and GnuTLS reads no such key without its public half.
     */
    private static PrivateKeyInfo withPublicKey(PrivateKey key, PublicKey publicKey) throws IOException {
        PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getEncoded());
        AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            return info;
        }
        BigInteger scalar = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
        ASN1BitString point =
                SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getPublicKeyData();
        return new PrivateKeyInfo(algorithm, new ECPrivateKey(256, scalar, point, algorithm.getParameters()));
    }

    private static PrivateKeyInfo traditional(PrivateKeyInfo info) {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (!algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
                && !algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            throw new IllegalArgumentException("key: " + algorithm + " (expected: RSA or EC)");
        }
        return info;
    }

    private static String written(PemObjectGenerator generator) throws IOException {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(generator);
        }
        return text.toString();
    }
}

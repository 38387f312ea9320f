package io.sallyport.server.listen;

import java.net.IDN;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A certificate that the gateway can show, with its key.
 *
 * @param chain leaf first
 * @param names the leaf's DNS names, lower case, possibly with a leading {@code *.}
 */
record ServerIdentity(PrivateKey key, List<X509Certificate> chain, Set<String> names) {
    private static final int DNS_NAME = 2; // RFC 5280, GeneralName

    ServerIdentity {
        chain = List.copyOf(chain);
        names = Set.copyOf(names);
    }

    static ServerIdentity of(PrivateKey key, List<X509Certificate> chain) {
        return new ServerIdentity(readyToSign(key), chain, dnsNames(chain.getFirst()));
    }

    X509Certificate leaf() {
        return chain.getFirst();
    }

    /** JSSE's name for the kind of key: {@code RSA}, {@code EC}, {@code EdDSA}. */
    String keyType() {
        return leaf().getPublicKey().getAlgorithm();
    }

    /** Whether the certificate was made for {@code host}. */
    boolean answersTo(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
    }

    /** Whether the key belongs to the certificate. */
    boolean isConsistent() {
        try {
            byte[] sample = new byte[32];
            new SecureRandom().nextBytes(sample);
            Signature signature = Signature.getInstance(signatureAlgorithm());
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(leaf().getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Upper-case hex of the SHA-1 of a certificate, the form that clients cache. */
    static String sha1(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
            return HexFormat.of().withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate: cannot be encoded again", e);
        }
    }

    /**
     * As Bouncy Castle's key, if it is one on an elliptic curve: with another's, its signer makes the tables of the curve anew
     * for each signature, which is three times the work.
     */
    private static PrivateKey readyToSign(PrivateKey key) {
        if (!key.getAlgorithm().equals("EC")) {
            return key;
        }
        try {
            KeyFactory factory = KeyFactory.getInstance("EC", BouncyCastle.PROVIDER);
            return factory.generatePrivate(new PKCS8EncodedKeySpec(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            return key;
        }
    }

    private String signatureAlgorithm() {
        return switch (key.getAlgorithm()) {
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm(); // EdDSA and its like name themselves
        };
    }

    private static Set<String> dnsNames(X509Certificate leaf) {
        Set<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(DNS_NAME) && alternative.get(1) instanceof String name) {
                        names.add(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException | IllegalArgumentException e) {
            // Answers to no name, then; it can still be the default.
        }
        return names;
    }
}

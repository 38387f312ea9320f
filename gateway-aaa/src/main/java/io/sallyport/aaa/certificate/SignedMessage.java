package io.sallyport.aaa.certificate;

import io.sallyport.aaa.Answer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A signature that verifies, and who made it. Whether that one's certificate holds is another question.
 *
 * @param chain the signer's own certificate first, then those of its issuers, as far as the client has sent them
 */
record SignedMessage(List<X509Certificate> chain) {
    /** Names of the protocol, and of JCA. */
    private static final Map<String, String> DIGESTS =
            Map.of("sha512", "SHA512", "sha384", "SHA384", "sha256", "SHA256");

    /** The best first. */
    static final List<String> HASHES = List.of("sha512", "sha384", "sha256");

    private static final int MAX_BAG = 64 * 1024;
    private static final int MAX_CERTIFICATES = 8;
    private static final int MAX_SIGNATURE = 2048; // of RSA with 16384 bits

    SignedMessage {
        chain = List.copyOf(chain);
    }

    X509Certificate signer() {
        return chain.getFirst();
    }

    /** Empty if none of the certificates has made the signature. Verifies on the caller's thread. */
    static Optional<SignedMessage> of(Answer.SecondCertificate answer) {
        String digest = DIGESTS.get(answer.hash());
        if (digest == null || answer.signature().length > MAX_SIGNATURE || answer.chain().length > MAX_BAG) {
            return Optional.empty();
        }
        List<X509Certificate> bag = bag(answer.chain());
        if (bag.size() > MAX_CERTIFICATES) {
            return Optional.empty();
        }
        return bag.stream()
                .filter(certificate -> isBy(certificate.getPublicKey(), digest, answer.signature(), answer.signed()))
                .findFirst()
                .map(signer -> new SignedMessage(path(signer, bag)));
    }

    /** The certificates of a PKCS #7 SignedData; none if it is not one. */
    private static List<X509Certificate> bag(byte[] pkcs7) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pkcs7))
                    .stream()
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (CertificateException e) {
            return List.of();
        }
    }

    private static boolean isBy(PublicKey key, String digest, byte[] signature, byte[] signed) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> digest + "withRSA";
            case "EC" -> digest + "withECDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(algorithm);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // no signature at all, or a key that is none
        }
    }

    /** From the signer up, by names: a bag has no order. */
    private static List<X509Certificate> path(X509Certificate signer, List<X509Certificate> bag) {
        List<X509Certificate> path = new ArrayList<>(List.of(signer));
        Optional<X509Certificate> next = issuer(signer, bag, path);
        while (next.isPresent()) {
            path.add(next.get());
            next = issuer(next.get(), bag, path);
        }
        return path;
    }

    private static Optional<X509Certificate> issuer(
            X509Certificate certificate, List<X509Certificate> bag, List<X509Certificate> path) {
        return bag.stream()
                .filter(candidate -> !path.contains(candidate)
                        && candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .findFirst();
    }
}

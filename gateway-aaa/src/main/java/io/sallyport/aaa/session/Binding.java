package io.sallyport.aaa.session;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a session's client has to hold besides the cookie.
 *
 * @param certificate SHA-256 of the certificate that it has signed in with, in hex
 * @param strapKey by which its next CONNECT is signed, as the client has announced it; at most 128 characters
 */
public record Binding(Optional<String> certificate, Optional<String> strapKey) {
    /** To nothing. */
    public static final Binding NONE = new Binding(Optional.empty(), Optional.empty());

    public static Binding to(Optional<X509Certificate> certificate, Optional<String> strapKey) {
        return new Binding(certificate.map(Binding::fingerprint), strapKey);
    }

    /** Whether a client may be the session's that shows this certificate, or none; another one it may not show. */
    public boolean allows(Optional<X509Certificate> shown) {
        return certificate.isEmpty()
                || shown.isEmpty()
                || shown.map(Binding::fingerprint).equals(certificate);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new AssertionError("every JDK has SHA-256, and the certificate has been decoded", e);
        }
    }
}

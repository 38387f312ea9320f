package io.sallyport.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * Who a headend is: its certificate and key as files, and how a client that knows no authority recognises it.
 *
 * @param certificate PEM, the leaf first
 * @param key PEM, PKCS#8, unencrypted
 * @param leaf the first certificate of the file
 */
public record Identity(Path certificate, Path key, X509Certificate leaf) {
    private static final String CERTIFICATE_FILE = "server.pem";
    private static final String KEY_FILE = "server-key.pem";

    /** @param directory has {@code server.pem} and {@code server-key.pem} */
    public static Identity read(Path directory) {
        Path certificate = directory.resolve(CERTIFICATE_FILE);
        try (InputStream file = Files.newInputStream(certificate)) {
            Certificate leaf = CertificateFactory.getInstance("X.509").generateCertificate(file);
            return new Identity(certificate, directory.resolve(KEY_FILE), (X509Certificate) leaf);
        } catch (IOException | GeneralSecurityException e) {
            throw new LabFailure(certificate + ": " + e.getMessage(), e);
        }
    }

    /** Makes a self-signed one with a key on P-256, valid for a week, for the addresses of the lab. */
    public static Identity make(Path directory) {
        // Not keytool: the keys that Java writes lack the public half, which GnuTLS wants to see.
        Command.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-noenc",
                        "-days",
                        "7",
                        "-subj",
                        "/CN=vpn.example.test",
                        "-addext",
                        "subjectAltName=DNS:vpn.example.test,IP:198.18.1.1,IP:2001:db8:1::1,IP:127.0.0.1",
                        "-keyout",
                        directory.resolve(KEY_FILE).toString(),
                        "-out",
                        directory.resolve(CERTIFICATE_FILE).toString())
                .run()
                .orFail();
        return read(directory);
    }

    /** As {@code openconnect --servercert} wants it: {@code pin-sha256:} and the hash of the public key. */
    public String pin() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(leaf.getPublicKey().getEncoded());
            return "pin-sha256:" + Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** For tables, e.g. {@code EC 256}. */
    public String keyType() {
        return switch (leaf.getPublicKey()) {
            case java.security.interfaces.ECKey key ->
                "EC " + key.getParams().getCurve().getField().getFieldSize();
            case java.security.interfaces.RSAKey key ->
                "RSA " + key.getModulus().bitLength();
            default -> leaf.getPublicKey().getAlgorithm();
        };
    }
}

package io.sallyport.server.listen;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys in the forms in which operators have them. */
final class PemReader {
    private PemReader() {}

    /** All certificates of a file, in its order; at least one. */
    static List<X509Certificate> certificates(Path file) throws UnusableFile {
        List<X509Certificate> certificates = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(reader)) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
        } catch (IOException | CertificateException e) {
            throw new UnusableFile("no PEM certificates", e);
        }
        if (certificates.isEmpty()) {
            throw new UnusableFile("a file without a certificate", null);
        }
        return List.copyOf(certificates);
    }

    /**
     * The first private key of a file: PKCS#8 or the traditional form, encrypted or not.
     *
     * @param passphraseFile its first line opens an encrypted key
     */
    static PrivateKey privateKey(Path file, Optional<Path> passphraseFile) throws UnusableFile {
        try (Reader reader = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(reader)) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                PrivateKeyInfo key = keyInfo(found, passphraseFile);
                if (key != null) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        } catch (IOException e) {
            throw new UnusableFile("no PEM key", e);
        } catch (PKCSException | OperatorCreationException e) {
            throw new UnusableFile("an encrypted key that the passphrase does not open", e);
        }
        throw new UnusableFile("a file without a private key", null);
    }

    private static @Nullable PrivateKeyInfo keyInfo(Object found, Optional<Path> passphraseFile)
            throws IOException, UnusableFile, PKCSException, OperatorCreationException {
        return switch (found) {
            case PrivateKeyInfo key -> key;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PKCS8EncryptedPrivateKeyInfo encrypted ->
                encrypted.decryptPrivateKeyInfo(
                        new JceOpenSSLPKCS8DecryptorProviderBuilder().build(passphrase(passphraseFile)));
            case PEMEncryptedKeyPair encrypted ->
                encrypted
                        .decryptKeyPair(new JcePEMDecryptorProviderBuilder().build(passphrase(passphraseFile)))
                        .getPrivateKeyInfo();
            default -> null; // EC parameters stand in front of some keys
        };
    }

    private static char[] passphrase(Optional<Path> file) throws IOException, UnusableFile {
        if (file.isEmpty()) {
            throw new UnusableFile("an encrypted key, but no key-passphrase-file", null);
        }
        return Files.readString(file.get()).lines().findFirst().orElse("").toCharArray();
    }

    /** What was found instead of something usable. */
    static final class UnusableFile extends Exception {
        private final String found;

        UnusableFile(String found, @Nullable Throwable cause) {
            super(found, cause);
            this.found = found;
        }

        String found() {
            return found;
        }
    }
}

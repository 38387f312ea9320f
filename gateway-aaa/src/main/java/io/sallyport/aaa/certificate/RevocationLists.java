package io.sallyport.aaa.certificate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads revocation lists and looks whether they are of use. */
public final class RevocationLists {
    private RevocationLists() {}

    /** All lists of a file, in its order: one in DER, or any number in PEM. */
    public static List<X509CRL> read(Path file) throws IOException, CRLException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCRLs(bytes).stream()
                    .filter(X509CRL.class::isInstance)
                    .map(X509CRL.class::cast)
                    .toList();
        } catch (CertificateException e) {
            throw new IllegalStateException("the JDK reads X.509", e);
        }
    }

    /**
     * What keeps the certificates of {@code authority} from holding, in words for an operator. A list of an authority below it
     * is not looked for: only the certificates that clients show tell that there is one.
     */
    public static Optional<String> problemOf(X509Certificate authority, Collection<X509CRL> lists, Instant now) {
        List<X509CRL> own = lists.stream()
                .filter(list -> list.getIssuerX500Principal().equals(authority.getSubjectX500Principal()))
                .toList();
        if (own.isEmpty()) {
            return Optional.of("no revocation list of it");
        }
        boolean current = own.stream()
                .anyMatch(list -> list.getNextUpdate() == null
                        || list.getNextUpdate().toInstant().isAfter(now));
        return current ? Optional.empty() : Optional.of("its revocation list is out of date");
    }
}

package io.sallyport.server.listen;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges the certificates that clients show: chain, validity, purpose. That its issuer was on the list proves nothing. */
public final class ClientCertificates {
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"; // RFC 5280, section 4.2.1.12
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final Set<TrustAnchor> anchors;

    ClientCertificates(Collection<X509Certificate> authorities) {
        this.anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param chain leaf first, as the client sent it */
    boolean isValid(List<X509Certificate> chain, Instant now) {
        try {
            return !anchors.isEmpty() && isForClients(chain.getFirst()) && leadsToAnAuthority(chain, now);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isForClients(X509Certificate leaf) throws GeneralSecurityException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        return purposes == null || purposes.contains(CLIENT_AUTHENTICATION) || purposes.contains(ANY_PURPOSE);
    }

    private boolean leadsToAnAuthority(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        List<X509Certificate> path =
                chain.stream().takeWhile(certificate -> !isAnchor(certificate)).toList();
        if (path.isEmpty()) {
            return false; // an authority is nobody's client certificate
        }
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        return true;
    }

    private boolean isAnchor(X509Certificate certificate) {
        return anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
    }

    /** The X.509 part of what JSSE hands out. */
    static List<X509Certificate> x509(Certificate[] chain) {
        return Arrays.stream(chain)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }
}

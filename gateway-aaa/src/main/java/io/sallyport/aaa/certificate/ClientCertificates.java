package io.sallyport.aaa.certificate;

import io.sallyport.config.Tls;
import io.sallyport.config.Tls.Ocsp.Mode;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges the certificates that clients show: chain, validity, purpose, revocation. That its issuer was on the list of the handshake
 * proves nothing.
 *
 * <p>Paths are validated by the JDK. It is given all that it needs, and never asks the network by itself. Immutable; a reload makes
 * another one.
 */
public final class ClientCertificates {
    private static final Logger log = LoggerFactory.getLogger(ClientCertificates.class);

    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2"; // RFC 5280, section 4.2.1.12
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int DIGITAL_SIGNATURE = 0; // index in the key usage, RFC 5280, section 4.2.1.3
    private static final Verdict REVOKED = new Verdict.Bad("revoked, says its authority");

    private final Tls.Ocsp ocsp;
    private final Set<TrustAnchor> anchors;
    private final List<X509CRL> lists;
    private final OcspClient responders;
    private final Executor executor;
    private final InstantSource clock;

    /**
     * @param lists if there is one, a certificate whose issuer has no current one among them does not hold
     * @param responders asked as {@code ocsp} says
     * @param executor where signatures are verified
     */
    public ClientCertificates(
            Tls.Ocsp ocsp,
            Collection<X509Certificate> authorities,
            Collection<X509CRL> lists,
            OcspClient responders,
            Executor executor,
            InstantSource clock) {
        this.ocsp = ocsp;
        this.anchors = authorities.stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toUnmodifiableSet());
        this.lists = List.copyOf(lists);
        this.responders = responders;
        this.executor = executor;
        this.clock = clock;
    }

    /** What has been found out about a certificate. */
    sealed interface Verdict {
        record Good(X509Certificate certificate) implements Verdict {}

        /** @param why for the log: what no client is told */
        record Bad(String why) implements Verdict {}
    }

    /**
     * Whether a certificate holds as far as can be told without asking anybody. Verifies signatures on the caller's thread.
     *
     * @param chain leaf first, as the client sent it; at least one
     */
    public boolean isValid(List<X509Certificate> chain, Instant now) {
        return switch (validate(chain, now)) {
            case Standing.Valid _ -> true;
            case Standing.Fallen(String why) -> {
                logRefusal(chain, why);
                yield false;
            }
        };
    }

    /** @param why what no client is told */
    static void logRefusal(List<X509Certificate> chain, String why) {
        log.info("certificate refused: subject={} why={}", CertificateNames.printable(chain.getFirst()), why);
    }

    /**
     * Completes off the caller's thread; fails only by a fault of ours.
     *
     * @param chain leaf first, as the client sent it; at least one
     */
    CompletionStage<Verdict> judge(List<X509Certificate> chain) {
        return CompletableFuture.supplyAsync(() -> validate(chain, clock.instant()), executor)
                .thenCompose(standing -> switch (standing) {
                    case Standing.Fallen(String why) -> CompletableFuture.completedStage(new Verdict.Bad(why));
                    case Standing.Valid valid ->
                        ocsp.mode() == Mode.NEVER
                                ? CompletableFuture.completedStage(new Verdict.Good(valid.certificate()))
                                : askAbout(valid);
                });
    }

    // ---- the path

    /** How a certificate stands before anybody is asked about it. */
    private sealed interface Standing {

        record Fallen(String why) implements Standing {}

        /** @param path without its authority */
        record Valid(CertPath path, X509Certificate certificate, X509Certificate issuer) implements Standing {}
    }

    private Standing validate(List<X509Certificate> chain, Instant now) {
        X509Certificate leaf = chain.getFirst();
        List<X509Certificate> path =
                chain.stream().takeWhile(certificate -> !isAnchor(certificate)).toList();
        if (anchors.isEmpty() || path.isEmpty()) {
            return new Standing.Fallen("an authority is nobody's client certificate");
        }
        try {
            if (!isForClients(leaf)) {
                return new Standing.Fallen("not for TLS clients");
            }
            CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXCertPathValidatorResult result =
                    (PKIXCertPathValidatorResult) validator.validate(certPath, withLists(validator, now));
            X509Certificate issuer =
                    path.size() > 1 ? path.get(1) : result.getTrustAnchor().getTrustedCert();
            return new Standing.Valid(certPath, leaf, Objects.requireNonNull(issuer));
        } catch (GeneralSecurityException e) {
            return new Standing.Fallen(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isForClients(X509Certificate leaf) throws GeneralSecurityException {
        List<String> purposes = leaf.getExtendedKeyUsage();
        boolean[] usage = leaf.getKeyUsage();
        return (purposes == null || purposes.contains(CLIENT_AUTHENTICATION) || purposes.contains(ANY_PURPOSE))
                && (usage == null || usage[DIGITAL_SIGNATURE]);
    }

    private boolean isAnchor(X509Certificate certificate) {
        return anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
    }

    private PKIXParameters withLists(CertPathValidator validator, Instant now)
            throws InvalidAlgorithmParameterException, NoSuchAlgorithmException {
        PKIXParameters parameters = parametersAt(now);
        if (!lists.isEmpty()) {
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        }
        return parameters;
    }

    private PKIXParameters parametersAt(Instant now) throws InvalidAlgorithmParameterException {
        PKIXParameters parameters = new PKIXParameters(anchors);
        parameters.setRevocationEnabled(false); // where it is wanted, a checker says how
        parameters.setDate(Date.from(now));
        return parameters;
    }

    // ---- OCSP

    private CompletionStage<Verdict> askAbout(Standing.Valid valid) {
        Optional<URI> responder = ocsp.responder().or(() -> OcspClient.responderOf(valid.certificate()));
        if (responder.isEmpty()) {
            return CompletableFuture.completedStage(withoutAnswer(valid, "nobody to ask whether it is revoked"));
        }
        return responders
                .ask(valid.certificate(), valid.issuer(), responder.get(), ocsp.timeout())
                .thenApplyAsync(
                        answer -> answer.map(response -> heed(valid, response))
                                .orElseGet(() -> withoutAnswer(valid, "no answer whether it is revoked")),
                        executor);
    }

    /**
     * The JDK verifies that the answer is about this certificate, current, and signed by who may. It lets pass what is revoked from
     * a moment on that our clock has not reached; we do not.
     */
    private Verdict heed(Standing.Valid valid, byte[] response) {
        Verdict verdict;
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(
                    EnumSet.of(PKIXRevocationChecker.Option.ONLY_END_ENTITY, PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(valid.certificate(), response));
            PKIXParameters parameters = parametersAt(clock.instant());
            parameters.addCertPathChecker(checker);
            validator.validate(valid.path(), parameters);
            verdict = OcspClient.saysRevoked(response, valid.certificate())
                    ? REVOKED
                    : new Verdict.Good(valid.certificate());
        } catch (CertPathValidatorException e) {
            if (e.getReason() != BasicReason.REVOKED) {
                return withoutAnswer(valid, String.valueOf(e.getMessage()));
            }
            verdict = REVOKED;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK validates paths", e);
        }
        responders.remember(valid.certificate(), response);
        return verdict;
    }

    private Verdict withoutAnswer(Standing.Valid valid, String why) {
        return ocsp.mode() == Mode.SOFT_FAIL ? new Verdict.Good(valid.certificate()) : new Verdict.Bad(why);
    }
}

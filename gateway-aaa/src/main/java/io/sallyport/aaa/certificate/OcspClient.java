package io.sallyport.aaa.certificate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Fetches what authorities say of certificates (RFC 6960 over HTTP), and keeps it as long as they say that it is good. What an
 * answer means, and whether it can be believed, is for {@link ClientCertificates} to find out.
 *
 * <p>Any thread may call; none of them waits.
 */
public final class OcspClient implements AutoCloseable {
    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final int MOST_ANSWERS = 1000;
    private static final Duration LONGEST_MEMORY = Duration.ofHours(1);

    private final InstantSource clock;
    private final LongAdder asked = new LongAdder();
    private final LongAdder unanswered = new LongAdder();

    /** The one that was added the longest ago comes first. */
    private final Map<X509Certificate, Remembered> answers = new LinkedHashMap<>();

    private @Nullable HttpClient http; // from the first question on: few gateways ask, and it occupies megabytes
    private boolean closed;

    private record Remembered(byte[] response, Instant until) {}

    public OcspClient(InstantSource clock) {
        this.clock = clock;
    }

    /** Whom a certificate says to ask. */
    static Optional<URI> responderOf(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            AuthorityInformationAccess access = AuthorityInformationAccess.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            return Arrays.stream(access.getAccessDescriptions())
                    .filter(description -> description.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                    .map(AccessDescription::getAccessLocation)
                    .filter(location -> location.getTagNo() == GeneralName.uniformResourceIdentifier)
                    .map(location -> URI.create(
                            ASN1IA5String.getInstance(location.getName()).getString()))
                    .filter(url -> ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                            && url.getHost() != null)
                    .findFirst();
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty(); // the authority has written nonsense
        }
    }

    /**
     * Completes with an answer, or with nothing if there is none in time.
     *
     * @param responder http or https
     * @param patience from the question to the end of the answer
     */
    CompletionStage<Optional<byte[]>> ask(
            X509Certificate certificate, X509Certificate issuer, URI responder, Duration patience) {
        Optional<byte[]> known = recall(certificate);
        if (known.isPresent()) {
            return CompletableFuture.completedStage(known);
        }
        asked.increment();
        HttpRequest request = HttpRequest.newBuilder(responder)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(BodyPublishers.ofByteArray(question(certificate, issuer)))
                .build();
        CompletableFuture<HttpResponse<byte[]>> exchange = send(request);
        return exchange.copy()
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    exchange.cancel(true); // harmless when it is over
                    return answer(response);
                });
    }

    private synchronized CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        if (closed) {
            return CompletableFuture.failedFuture(new IOException("closed"));
        }
        if (http == null) {
            http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1) // some responders choke on an offer of HTTP/2
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        }
        return http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    }

    private Optional<byte[]> answer(@Nullable HttpResponse<byte[]> response) {
        if (response == null || response.statusCode() != 200) {
            unanswered.increment();
            return Optional.empty();
        }
        return Optional.of(response.body());
    }

    /** @param response which has been found to be about this certificate, and genuine */
    void remember(X509Certificate certificate, byte[] response) {
        Instant now = clock.instant();
        goodUntil(response)
                .map(end -> end.isBefore(now.plus(LONGEST_MEMORY)) ? end : now.plus(LONGEST_MEMORY))
                .ifPresent(end -> put(certificate, new Remembered(response, end)));
    }

    private synchronized void put(X509Certificate certificate, Remembered answer) {
        if (answers.putIfAbsent(certificate, answer) == null && answers.size() > MOST_ANSWERS) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    private synchronized Optional<byte[]> recall(X509Certificate certificate) {
        Remembered answer = answers.get(certificate);
        if (answer != null && !clock.instant().isBefore(answer.until())) {
            answers.remove(certificate);
            return Optional.empty();
        }
        return Optional.ofNullable(answer).map(Remembered::response);
    }

    private static Optional<Instant> goodUntil(byte[] response) {
        return Optional.ofNullable(statements(response)[0].getNextUpdate()).map(Date::toInstant);
    }

    /**
     * Whether it calls the certificate revoked, from whatever moment on.
     *
     * @param response which has been found to be about this certificate, and genuine
     */
    static boolean saysRevoked(byte[] response, X509Certificate certificate) {
        return Arrays.stream(statements(response))
                .filter(one -> one.getCertID().getSerialNumber().equals(certificate.getSerialNumber()))
                .anyMatch(one -> one.getCertStatus() instanceof RevokedStatus);
    }

    /** At least one. */
    private static SingleResp[] statements(byte[] genuine) {
        try {
            return ((BasicOCSPResp) new OCSPResp(genuine).getResponseObject()).getResponses();
        } catch (IOException | OCSPException e) {
            throw new IllegalStateException("the JDK has read it", e);
        }
    }

    private static byte[] question(X509Certificate certificate, X509Certificate issuer) {
        try {
            // SHA-1 is what responders look certificates up by (RFC 5019); nothing hangs on its strength.
            CertificateID id = new CertificateID(
                    new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1),
                    new JcaX509CertificateHolder(issuer),
                    certificate.getSerialNumber());
            return new OCSPReqBuilder().addRequest(id).build().getEncoded();
        } catch (OperatorCreationException | CertificateEncodingException | OCSPException | IOException e) {
            throw new IllegalStateException("a certificate that was read can be asked about", e);
        }
    }

    /** How often a responder was asked. */
    public long asked() {
        return asked.sum();
    }

    /** How often none has answered in time, or with an error. */
    public long unanswered() {
        return unanswered.sum();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (http != null) {
            http.shutdownNow();
        }
    }
}

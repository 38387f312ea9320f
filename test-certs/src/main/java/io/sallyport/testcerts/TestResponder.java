package io.sallyport.testcerts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Answers OCSP requests (RFC 6960), truly or otherwise, until it is closed. Thread-safe. */
public final class TestResponder implements AutoCloseable {

    /** What is wrong with its answers. */
    public enum Fault {
        NONE,
        /** An HTTP error. */
        ERROR,
        /** Bytes that are no answer. */
        GARBAGE,
        /** More bytes than any answer has. */
        ENDLESS,
        /** No answer, until it is closed. */
        SILENT,
        /** Asked later, it might know. */
        TRY_LATER,
        /** It knows nothing of the certificate. */
        UNKNOWN,
        /** Of last week. */
        STALE,
        /** Signed by somebody who may not. */
        FORGED
    }

    private static final int ENDLESS_CHUNK = 1 << 16;

    private final Issuer issuer;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<BigInteger, Instant> revoked = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile Optional<Credential> delegate = Optional.empty();

    private TestResponder(Issuer issuer, HttpServer server) {
        this.issuer = issuer;
        this.server = server;
    }

    static TestResponder start(Issuer issuer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TestResponder responder = new TestResponder(issuer, server);
        server.createContext("/", responder::answer);
        server.setExecutor(responder.threads);
        server.start();
        return responder;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/ocsp";
    }

    public void revoke(X509Certificate certificate) {
        revoke(certificate, Instant.now());
    }

    /** @param since what it will say */
    public void revoke(X509Certificate certificate, Instant since) {
        revoked.put(certificate.getSerialNumber(), since);
    }

    public void misbehave(Fault how) {
        fault = how;
    }

    /** Signs no longer as the authority, but as this. */
    public void delegateTo(Credential signer) {
        delegate = Optional.of(signer);
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            asked.incrementAndGet();
            switch (fault) {
                case ERROR -> exchange.sendResponseHeaders(500, -1);
                case GARBAGE -> send(exchange, "no OCSP response".getBytes(StandardCharsets.US_ASCII));
                case SILENT -> closing.await();
                case ENDLESS -> {
                    exchange.sendResponseHeaders(200, 0);
                    while (closing.getCount() > 0) {
                        exchange.getResponseBody().write(new byte[ENDLESS_CHUNK]);
                    }
                }
                case TRY_LATER ->
                    send(
                            exchange,
                            new OCSPRespBuilder()
                                    .build(OCSPRespBuilder.TRY_LATER, null)
                                    .getEncoded());
                case NONE, UNKNOWN, STALE, FORGED ->
                    send(exchange, respond(new OCSPReq(request)).getEncoded());
            }
        } catch (OCSPException e) {
            throw new AssertionError("a good request", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OCSPResp respond(OCSPReq request) throws OCSPException {
        try {
            DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
            X509Certificate own = delegate.map(Credential::certificate).orElse(issuer.certificate());
            BasicOCSPRespBuilder builder =
                    new BasicOCSPRespBuilder(new JcaRespID(own.getPublicKey(), digests.get(RespID.HASH_SHA1)));
            Instant now = fault == Fault.STALE ? Instant.now().minus(Duration.ofDays(7)) : Instant.now();
            Date until = Date.from(now.plus(Duration.ofHours(1)));
            for (Req one : request.getRequestList()) {
                builder.addResponse(one.getCertID(), status(one.getCertID().getSerialNumber()), Date.from(now), until);
            }
            X509CertificateHolder[] chain = {new JcaX509CertificateHolder(own)};
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, builder.build(signer(), chain, Date.from(now)));
        } catch (OperatorCreationException | CertificateEncodingException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }

    private CertificateStatus status(BigInteger serial) {
        if (fault == Fault.UNKNOWN) {
            return new UnknownStatus();
        }
        Instant since = revoked.get(serial);
        return since == null ? CertificateStatus.GOOD : new RevokedStatus(Date.from(since), CRLReason.keyCompromise);
    }

    private ContentSigner signer() throws OperatorCreationException {
        if (fault == Fault.FORGED) {
            return Issuer.root("Somebody else").signer();
        }
        return delegate.isPresent()
                ? new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(delegate.get().key())
                : issuer.signer();
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdown();
    }
}

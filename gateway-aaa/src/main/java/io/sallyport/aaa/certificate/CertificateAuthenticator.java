package io.sallyport.aaa.certificate;

import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The certificate of the TLS handshake. Its user need not be in the store. */
public final class CertificateAuthenticator implements Authenticator {
    private final ClientCertificates certificates;
    private final CertificateOwners owners;

    public CertificateAuthenticator(ClientCertificates certificates, CertificateOwners owners) {
        this.certificates = certificates;
        this.owners = owners;
    }

    @Override
    public CompletionStage<Outcome> begin(SignIn signIn) {
        if (signIn.certificates().isEmpty()) {
            return CompletableFuture.completedStage(new Outcome.Ask(
                    new Question.Certificate(),
                    _ -> CompletableFuture.completedStage(new Outcome.Refused(Refusal.NO_CERTIFICATE))));
        }
        return ifGood(certificates, signIn.certificates(), owners::accept);
    }

    /** What comes of the certificate at the head of {@code chain} if it holds; a refusal if it does not. */
    static CompletionStage<Outcome> ifGood(
            ClientCertificates certificates,
            List<X509Certificate> chain,
            Function<X509Certificate, CompletionStage<Outcome>> then) {
        return certificates.judge(chain).thenCompose(verdict -> switch (verdict) {
            case ClientCertificates.Verdict.Good(X509Certificate certificate) -> then.apply(certificate);
            case ClientCertificates.Verdict.Bad(String why) -> {
                ClientCertificates.logRefusal(chain, why);
                yield CompletableFuture.completedStage(new Outcome.Refused(Refusal.BAD_CERTIFICATE));
            }
        });
    }
}

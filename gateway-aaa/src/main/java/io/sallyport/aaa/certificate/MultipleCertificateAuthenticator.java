package io.sallyport.aaa.certificate;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Two certificates: the one of the TLS handshake is the machine's, the one that is asked for afterwards is the user's and names
 * him.
 */
public final class MultipleCertificateAuthenticator implements Authenticator {
    private final ClientCertificates certificates;
    private final CertificateOwners owners;

    public MultipleCertificateAuthenticator(ClientCertificates certificates, CertificateOwners owners) {
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
        return CertificateAuthenticator.ifGood(
                certificates,
                signIn.certificates(),
                machine -> CompletableFuture.completedStage(new Outcome.Ask(
                        new Question.SecondCertificate(SignedMessage.HASHES), answer -> second(machine, answer))));
    }

    private CompletionStage<Outcome> second(X509Certificate machine, Answer answer) {
        if (!(answer instanceof Answer.SecondCertificate given)) {
            return refused(Refusal.NO_CERTIFICATE);
        }
        return SignedMessage.of(given)
                .filter(signed ->
                        !signed.signer().getPublicKey().equals(machine.getPublicKey())) // one proof is not two
                .map(signed -> CertificateAuthenticator.ifGood(certificates, signed.chain(), owners::accept))
                .orElseGet(() -> refused(Refusal.BAD_CERTIFICATE));
    }

    private static CompletionStage<Outcome> refused(Refusal reason) {
        return CompletableFuture.completedStage(new Outcome.Refused(reason));
    }
}

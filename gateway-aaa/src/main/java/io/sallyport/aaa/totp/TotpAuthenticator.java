package io.sallyport.aaa.totp;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A code from the authenticator app of the user who was proven before. A wrong one is asked for again, by a complaint that looks
 * the same for a user without a secret: he learns what every guesser learns.
 */
public final class TotpAuthenticator implements Authenticator {
    private static final Question CODE = new Question.Challenge("Enter the code from your authenticator app.");

    private final TotpSecrets secrets;
    private final InstantSource clock;

    public TotpAuthenticator(TotpSecrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Outcome> begin(SignIn signIn) {
        UserName user = signIn.user()
                .orElseThrow(() -> new IllegalStateException("totp: nobody was proven before (expected: a user)"));
        return CompletableFuture.completedStage(ask(user, Optional.empty()));
    }

    private Outcome ask(UserName user, Optional<Refusal> complaint) {
        return new Outcome.Ask(CODE, answer -> check(user, answer), complaint);
    }

    private CompletionStage<Outcome> check(UserName user, Answer answer) {
        String typed = answer instanceof Answer.Response(var text) ? text.reveal() : "";
        return Outcome.withoutStore(secrets.use(user, typed, clock.instant())
                .thenApply(right -> right
                        ? new Outcome.Accepted(new Identity(user, List.of()))
                        : ask(user, Optional.of(Refusal.WRONG_RESPONSE))));
    }
}

package io.sallyport.aaa.local;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.UserTable.StoredUser;
import io.sallyport.aaa.store.StoreUnavailable;
import io.sallyport.config.Secret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Name and password against the users in the store.
 *
 * <p>Whatever is wrong, one Argon2id computation is done before the answer, so that its time does not tell which names exist, are
 * locked or have odd passwords. What does show: an imported hash takes its own few milliseconds on top until its user has signed
 * in once.
 */
public final class LocalAuthenticator implements Authenticator {
    private static final Logger log = LoggerFactory.getLogger(LocalAuthenticator.class);

    private final LocalUsers users;
    private final PasswordChecks checks;
    private final Argon2Hash decoy = Argon2Hash.decoy();

    public LocalAuthenticator(LocalUsers users, PasswordChecks checks) {
        this.users = users;
        this.checks = checks;
    }

    @Override
    public CompletionStage<Outcome> begin(SignIn signIn) {
        return CompletableFuture.completedStage(new Outcome.Ask(
                new Question.Credentials(signIn.user()), answer -> switch (answer) {
                    case Answer.Credentials(String user, Secret password) -> check(claimed(signIn, user), password);
                }));
    }

    /** Empty if nobody can be called so, or if it is not the one who was proven before. */
    private static Optional<UserName> claimed(SignIn signIn, String typed) {
        Optional<UserName> name = UserName.parse(typed);
        return signIn.user().isEmpty() || signIn.user().equals(name) ? name : Optional.empty();
    }

    private CompletionStage<Outcome> check(Optional<UserName> name, Secret typed) {
        Optional<Password> password = Password.parse(typed);
        CompletionStage<Optional<StoredUser>> stored =
                name.map(users::find).orElse(CompletableFuture.completedStage(Optional.empty()));
        return stored.thenCompose(found -> checks.run(() -> verdict(found, password))
                        .map(verdict -> verdict.<Outcome>thenApply(given -> outcome(name, given)))
                        .orElse(CompletableFuture.completedFuture(new Outcome.Refused(Refusal.BUSY))))
                .exceptionally(LocalAuthenticator::withoutStore);
    }

    /** What a check has found out. */
    private sealed interface Verdict {
        record Wrong() implements Verdict {}

        record Locked() implements Verdict {}

        record Right(StoredUser user) implements Verdict {}

        /** @param hash what is to be stored from now on */
        record RightAndOutdated(StoredUser user, String hash) implements Verdict {}
    }

    private Verdict verdict(Optional<StoredUser> user, Optional<Password> typed) {
        Optional<PasswordHash> hash = user.flatMap(found -> PasswordHash.parse(found.hash()));
        if (user.isEmpty() || hash.isEmpty() || typed.isEmpty()) {
            decoy.matches(typed.orElse(Password.DECOY));
            return new Verdict.Wrong();
        }
        Password password = typed.get();
        boolean right = hash.get().matches(password);
        if (!right || user.get().locked()) {
            if (hash.get() instanceof CryptHash) {
                decoy.matches(password); // what a new hash would have taken
            }
            return right ? new Verdict.Locked() : new Verdict.Wrong();
        }
        return hash.get().isOutdated()
                ? new Verdict.RightAndOutdated(
                        user.get(), Argon2Hash.of(password).text())
                : new Verdict.Right(user.get());
    }

    private Outcome outcome(Optional<UserName> name, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Wrong() -> new Outcome.Refused(Refusal.WRONG_CREDENTIALS);
            case Verdict.Locked() -> new Outcome.Refused(Refusal.LOCKED);
            case Verdict.Right(StoredUser user) -> accepted(name.orElseThrow(), user);
            case Verdict.RightAndOutdated(StoredUser user, String hash) -> {
                renew(name.orElseThrow(), user, hash);
                yield accepted(name.orElseThrow(), user);
            }
        };
    }

    private static Outcome accepted(UserName name, StoredUser user) {
        return new Outcome.Accepted(new Identity(name, user.groups()));
    }

    /** Nobody waits for it: if it fails, the next sign-in tries again. */
    private void renew(UserName name, StoredUser user, String hash) {
        users.replacePassword(name, user.hash(), hash).whenComplete((replaced, failure) -> {
            if (failure == null) {
                log.info("password hash renewed: user={} replaced={}", name, replaced);
            } else {
                log.warn("password hash not renewed: user={} reason={}", name, failure.getMessage());
            }
        });
    }

    private static Outcome withoutStore(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case StoreUnavailable _ -> new Outcome.Refused(Refusal.BACKEND_UNAVAILABLE);
            case RuntimeException e -> throw e;
            default -> throw new CompletionException(cause);
        };
    }
}

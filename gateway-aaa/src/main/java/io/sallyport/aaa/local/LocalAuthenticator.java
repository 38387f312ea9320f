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
import io.sallyport.config.Passwords;
import io.sallyport.config.Secret;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Name and password against the users in the store.
 *
 * <p>Before any answer one hash of Argon2id and one of crypt(3) are computed, whatever is wrong, so that the time that it takes does
 * not tell which names exist, which are locked, and which were imported. What could still show is an imported hash with a number
 * of rounds that is not the usual one, until its user has signed in once.
 *
 * <p>Who knows the password and has to choose another one is in once the new one is stored.
 */
public final class LocalAuthenticator implements Authenticator {
    private static final Logger log = LoggerFactory.getLogger(LocalAuthenticator.class);

    private final LocalUsers users;
    private final PasswordChecks checks;
    private final Passwords rules;
    private final Argon2Hash argon2Decoy = Argon2Hash.decoy();
    private final CryptHash cryptDecoy = CryptHash.decoy();

    public LocalAuthenticator(LocalUsers users, PasswordChecks checks, Passwords rules) {
        this.users = users;
        this.checks = checks;
        this.rules = rules;
    }

    @Override
    public CompletionStage<Outcome> begin(SignIn signIn) {
        return CompletableFuture.completedStage(new Outcome.Ask(
                new Question.Credentials(signIn.user()),
                answer -> answer instanceof Answer.Credentials(String user, Secret password)
                        ? check(claimed(signIn, user), password)
                        : CompletableFuture.completedStage(new Outcome.Refused(Refusal.WRONG_CREDENTIALS))));
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
        return Outcome.withoutStore(stored.thenCompose(found -> checks.run(() -> verdict(found, password))
                .map(verdict -> verdict.<Outcome>thenApply(given -> outcome(name, given)))
                .orElse(CompletableFuture.completedFuture(new Outcome.Refused(Refusal.BUSY)))));
    }

    /** What a check has found out. */
    private sealed interface Verdict {
        record Wrong() implements Verdict {}

        record Locked() implements Verdict {}

        /** @param renewed what is to be stored from now on, if that is something else */
        record Right(StoredUser user, Optional<String> renewed) implements Verdict {}
    }

    private Verdict verdict(Optional<StoredUser> user, Optional<Password> typed) {
        Password password = typed.orElse(Password.DECOY);
        PasswordHash hash =
                user.flatMap(found -> PasswordHash.parse(found.hash())).orElse(argon2Decoy);
        boolean right = hash.matches(password) && user.isPresent() && typed.isPresent();
        boolean welcome = right && !user.get().locked();
        Optional<String> renewed = switch (hash) {
            case Argon2Hash argon2 -> {
                cryptDecoy.matches(password);
                yield welcome && argon2.isOutdated()
                        ? Optional.of(Argon2Hash.of(password).text())
                        : Optional.empty();
            }
            case CryptHash _ when welcome -> Optional.of(Argon2Hash.of(password).text());
            case CryptHash _ -> {
                argon2Decoy.matches(password);
                yield Optional.empty();
            }
        };
        if (!right) {
            return new Verdict.Wrong();
        }
        return welcome ? new Verdict.Right(user.get(), renewed) : new Verdict.Locked();
    }

    private Outcome outcome(Optional<UserName> name, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Wrong() -> new Outcome.Refused(Refusal.WRONG_CREDENTIALS);
            case Verdict.Locked() -> new Outcome.Refused(Refusal.LOCKED);
            case Verdict.Right(StoredUser user, Optional<String> renewed) -> {
                UserName known = name.orElseThrow();
                if (users.isDue(user, rules.maxAge())) {
                    yield askForAnother(known, user, Optional.empty());
                }
                renewed.ifPresent(hash -> renew(known, user, hash));
                yield new Outcome.Accepted(new Identity(known, user.groups()));
            }
        };
    }

    /** Nobody waits for it: if it fails, the next sign-in tries again. */
    private void renew(UserName name, StoredUser user, String hash) {
        users.replaceHash(name, user.hash(), hash).whenComplete((replaced, failure) -> {
            if (failure == null) {
                log.info("password hash renewed: user={} replaced={}", name, replaced);
            } else {
                log.warn("password hash not renewed: user={} reason={}", name, failure.getMessage());
            }
        });
    }

    // ---- another password

    private Outcome askForAnother(UserName name, StoredUser user, Optional<Refusal> complaint) {
        return new Outcome.Ask(new Question.NewPassword(), answer -> change(name, user, answer), complaint);
    }

    private CompletionStage<Outcome> change(UserName name, StoredUser user, Answer answer) {
        Optional<Password> chosen = answer instanceof Answer.NewPassword given ? fit(given) : Optional.empty();
        if (chosen.isEmpty()) {
            return CompletableFuture.completedStage(unfit(name, user));
        }
        return Outcome.withoutStore(checks.run(() -> renewed(user, chosen.get()))
                .map(hash -> hash.thenCompose(renewed -> renewed.map(text -> store(name, user, text))
                        .orElse(CompletableFuture.completedStage(unfit(name, user)))))
                .orElse(CompletableFuture.completedFuture(new Outcome.Refused(Refusal.BUSY))));
    }

    private Optional<Password> fit(Answer.NewPassword given) {
        String text = given.password().reveal();
        boolean fits = text.codePointCount(0, text.length()) >= rules.minLength()
                && given.repeated()
                        .filter(repeated -> !repeated.reveal().equals(text))
                        .isEmpty();
        return fits ? Password.parse(given.password()) : Optional.empty();
    }

    private Outcome unfit(UserName name, StoredUser user) {
        return askForAnother(name, user, Optional.of(Refusal.NEW_PASSWORD_UNFIT));
    }

    /** What is to be stored of the new password; empty if it is the old one. */
    private static Optional<String> renewed(StoredUser user, Password chosen) {
        boolean same = PasswordHash.parse(user.hash())
                .filter(hash -> hash.matches(chosen))
                .isPresent();
        return same ? Optional.empty() : Optional.of(Argon2Hash.of(chosen).text());
    }

    private CompletionStage<Outcome> store(UserName name, StoredUser user, String hash) {
        return users.choosePassword(name, user.hash(), hash).thenApply(done -> {
            if (done) {
                log.info("password changed: user={}", name);
            }
            return done
                    ? new Outcome.Accepted(new Identity(name, user.groups()))
                    : new Outcome.Refused(Refusal.WRONG_CREDENTIALS);
        });
    }
}

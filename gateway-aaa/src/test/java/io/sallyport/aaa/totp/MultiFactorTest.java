package io.sallyport.aaa.totp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Chain;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.certificate.CertificateAuthenticator;
import io.sallyport.aaa.certificate.CertificateNames;
import io.sallyport.aaa.certificate.CertificateOwners;
import io.sallyport.aaa.certificate.ClientCertificates;
import io.sallyport.aaa.certificate.OcspClient;
import io.sallyport.aaa.local.LocalAuthenticator;
import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.local.Password;
import io.sallyport.aaa.local.PasswordChecks;
import io.sallyport.aaa.store.TestStore;
import io.sallyport.config.Limits;
import io.sallyport.config.Passwords;
import io.sallyport.config.Profile;
import io.sallyport.config.Profile.Method;
import io.sallyport.config.Secret;
import io.sallyport.config.Tls;
import io.sallyport.config.Tls.ClientCertificates.UserFrom;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.TestAuthority;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RT-11: of all that can be brought, only every factor of one and the same user opens the door. */
@Timeout(120)
class MultiFactorTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");
    private static final List<String> USERS = List.of("alice", "bob");
    private static final String NOTHING = "";

    private final TestStore stores = TestStore.h2();
    private final LocalUsers users = new LocalUsers(stores.store(), InstantSource.system());
    private final TotpSecrets secrets = new TotpSecrets(stores.store());
    private final PasswordChecks checks = new PasswordChecks(limits());
    private final OcspClient responders = new OcspClient(InstantSource.system());
    private final Map<String, TotpSecret> secretOf = Map.of("alice", TotpSecret.random(), "bob", TotpSecret.random());
    private final Map<String, Credential> certificateOf = Map.of(
            "alice", AUTHORITY.client("alice"),
            "bob", AUTHORITY.client("bob"),
            "foreign", TestAuthority.create("Clients").client("alice"));

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");

    @BeforeEach
    void addUsers() {
        for (String name : USERS) {
            users.add(
                    new UserName(name),
                    List.of(),
                    Password.parse(new Secret(passwordOf(name))).orElseThrow(),
                    false);
            secrets.set(new UserName(name), Objects.requireNonNull(secretOf.get(name)));
        }
    }

    @AfterEach
    void close() throws Exception {
        checks.close();
        responders.close();
        stores.close();
    }

    /** What is brought to a sign-in; each is the name of the user whose it is, or what is wrong with it. */
    private record Attempt(String certificate, String user, String password, String code) {

        /** Who has brought all that the methods ask for. */
        Optional<UserName> honest(List<Method> methods) {
            List<String> brought = new ArrayList<>();
            if (methods.contains(Method.CERTIFICATE)) {
                brought.add(certificate);
            }
            if (methods.contains(Method.LOCAL)) {
                brought.add(user);
                brought.add(password);
            }
            if (methods.contains(Method.TOTP)) {
                brought.add(code);
            }
            boolean one = brought.stream().distinct().count() == 1 && USERS.contains(brought.getFirst());
            return one ? Optional.of(new UserName(brought.getFirst())) : Optional.empty();
        }
    }

    @Test
    void certificateAndPasswordHaveToBeOfOneUser() {
        checkAll(List.of(Method.CERTIFICATE, Method.LOCAL), List.of(NOTHING));
    }

    @Test
    void passwordAndCodeHaveToBeOfOneUser() {
        checkAll(List.of(Method.LOCAL, Method.TOTP), List.of("alice", "bob", "wrong", NOTHING));
    }

    @Test
    void certificateAndCodeHaveToBeOfOneUser() {
        checkAll(List.of(Method.CERTIFICATE, Method.TOTP), List.of("alice", "bob", "wrong", NOTHING));
    }

    @Test
    void allThreeHaveToBeOfOneUser() {
        checkAll(List.of(Method.CERTIFICATE, Method.LOCAL, Method.TOTP), List.of("alice", "bob", NOTHING));
    }

    private void checkAll(List<Method> methods, List<String> codes) {
        Authenticator chain = chain(methods);
        List<String> certificates =
                methods.contains(Method.CERTIFICATE) ? List.of("alice", "bob", "foreign", NOTHING) : List.of(NOTHING);
        boolean withPassword = methods.contains(Method.LOCAL);
        for (String certificate : certificates) {
            for (String user : withPassword ? USERS : List.of(NOTHING)) {
                for (String password : withPassword ? List.of("alice", "bob", NOTHING) : List.of(NOTHING)) {
                    for (String code : codes) {
                        Attempt attempt = new Attempt(certificate, user, password, code);
                        assertThat(accepted(run(chain, attempt)))
                                .as("%s %s", methods, attempt)
                                .isEqualTo(attempt.honest(methods));
                    }
                }
            }
        }
    }

    @Test
    void certificateAndPasswordOfAnotherUserInAllFourCombinations() {
        Authenticator chain = chain(List.of(Method.CERTIFICATE, Method.LOCAL));

        assertThat(accepted(run(chain, new Attempt("alice", "alice", "alice", NOTHING))))
                .contains(new UserName("alice"));
        assertThat(accepted(run(chain, new Attempt("bob", "bob", "bob", NOTHING))))
                .contains(new UserName("bob"));
        assertThat(run(chain, new Attempt("alice", "bob", "bob", NOTHING)))
                .isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
        assertThat(run(chain, new Attempt("bob", "alice", "alice", NOTHING)))
                .isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
    }

    @Test
    void theOtherWayRoundTheChainSeesTwoUsers() {
        Authenticator chain = chain(List.of(Method.LOCAL, Method.CERTIFICATE));

        assertThat(accepted(run(chain, new Attempt("alice", "alice", "alice", NOTHING))))
                .contains(new UserName("alice"));
        assertThat(run(chain, new Attempt("bob", "alice", "alice", NOTHING)))
                .isEqualTo(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
    }

    @Test
    void theAnswerToOneQuestionIsNoneToAnother() {
        Authenticator chain = chain(List.of(Method.LOCAL, Method.TOTP));
        Outcome.Ask password = (Outcome.Ask) await(chain.begin(signIn(NOTHING)));
        Outcome.Ask code = (Outcome.Ask) await(password.next().answer(credentials("alice", "alice")));

        assertThat(await(code.next().answer(credentials("alice", "alice"))))
                .isInstanceOfSatisfying(
                        Outcome.Ask.class, ask -> assertThat(ask.complaint()).contains(Refusal.WRONG_RESPONSE));
        assertThat(await(password.next().answer(new Answer.Response(new Secret(codeOf("alice"))))))
                .isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
    }

    @Test
    void aCodeThatHasOpenedTheDoorOpensItNoMore() {
        Authenticator chain = chain(List.of(Method.LOCAL, Method.TOTP));
        Attempt attempt = new Attempt(NOTHING, "alice", "alice", "alice");
        Instant then = now;

        assertThat(accepted(run(chain, attempt))).isPresent();
        now = then;
        assertThat(accepted(run(chain, attempt))).isEmpty();
    }

    /** Several people sign in at once, and their backends answer when they like. */
    @Test
    void nobodyGetsInByAnotherOnesBackendWhateverTheOrder() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Runnable> waiting = new ArrayList<>();
            Authenticator first = later(waiting, signIn -> nameOf(signIn.certificates()));
            Authenticator second =
                    later(waiting, signIn -> signIn.source().getHostAddress().endsWith("1") ? "alice" : "bob");
            Authenticator chain = new Chain(
                    profile(List.of(Method.CERTIFICATE, Method.LOCAL)),
                    method -> method == Method.CERTIFICATE ? first : second);
            CompletionStage<Outcome> honestAlice = chain.begin(from("192.0.2.1", "alice"));
            CompletionStage<Outcome> honestBob = chain.begin(from("192.0.2.2", "bob"));
            CompletionStage<Outcome> mixed = chain.begin(from("192.0.2.1", "bob"));
            CompletionStage<Outcome> mixedToo = chain.begin(from("192.0.2.2", "alice"));
            while (!waiting.isEmpty()) {
                Collections.shuffle(waiting, random);
                waiting.removeLast().run();
            }

            assertThat(accepted(await(honestAlice))).as("seed %d", seed).contains(new UserName("alice"));
            assertThat(accepted(await(honestBob))).as("seed %d", seed).contains(new UserName("bob"));
            assertThat(await(mixed)).isEqualTo(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
            assertThat(await(mixedToo)).isEqualTo(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
        }
    }

    @Test
    void aBackendThatNeverAnswersLetsNobodyIn() {
        CompletableFuture<Outcome> silent = new CompletableFuture<>();
        Deque<Authenticator> links = new ArrayDeque<>(List.of(
                _ -> CompletableFuture.completedStage(
                        new Outcome.Accepted(new Identity(new UserName("alice"), List.of()))),
                _ -> silent));
        Authenticator chain = new Chain(profile(List.of(Method.CERTIFICATE, Method.LOCAL)), _ -> links.removeFirst());

        CompletionStage<Outcome> outcome = chain.begin(signIn(NOTHING));

        assertThat(outcome.toCompletableFuture()).isNotDone();
        silent.completeExceptionally(new TimeoutException("no answer"));
        assertThatThrownBy(() -> await(outcome)).hasRootCauseInstanceOf(TimeoutException.class);
    }

    /** An authenticator that accepts, once it is let. */
    private static Authenticator later(List<Runnable> waiting, Function<SignIn, String> user) {
        return signIn -> {
            CompletableFuture<Outcome> outcome = new CompletableFuture<>();
            waiting.add(() ->
                    outcome.complete(new Outcome.Accepted(new Identity(new UserName(user.apply(signIn)), List.of()))));
            return outcome;
        };
    }

    private static String nameOf(List<X509Certificate> chain) {
        return chain.getFirst().getSubjectX500Principal().getName().substring("CN=".length());
    }

    private SignIn from(String source, String certificate) {
        return new SignIn(
                "staff",
                InetAddress.ofLiteral(source),
                Objects.requireNonNull(certificateOf.get(certificate)).chain(),
                Optional.empty());
    }

    /** Answers whatever is asked, and ends where a client would: when it is asked the same again. */
    private Outcome run(Authenticator chain, Attempt attempt) {
        now = now.plusSeconds(90); // every attempt has codes of its own
        Outcome outcome = await(chain.begin(signIn(attempt.certificate())));
        while (outcome instanceof Outcome.Ask ask && ask.complaint().isEmpty()) {
            outcome = await(ask.next().answer(answer(ask.question(), attempt)));
        }
        return outcome;
    }

    private Answer answer(Question question, Attempt attempt) {
        return switch (question) {
            case Question.Credentials _ -> credentials(attempt.user(), attempt.password());
            case Question.Challenge _ -> new Answer.Response(new Secret(codeOf(attempt.code())));
            case Question.Certificate _ -> new Answer.NoCertificate();
            case Question.NewPassword _, Question.SecondCertificate _ -> throw new AssertionError(question);
        };
    }

    private String codeOf(String name) {
        TotpSecret secret = secretOf.get(name);
        return secret == null ? name : new String(secret.code(Codes.counterAt(now)), StandardCharsets.US_ASCII);
    }

    private SignIn signIn(String certificate) {
        Credential shown = certificateOf.get(certificate);
        return new SignIn(
                "staff", InetAddress.getLoopbackAddress(), shown == null ? List.of() : shown.chain(), Optional.empty());
    }

    private Authenticator chain(List<Method> methods) {
        ClientCertificates certificates = new ClientCertificates(
                new Tls.Ocsp(Tls.Ocsp.Mode.NEVER, Optional.empty(), Duration.ofSeconds(1)),
                List.of(AUTHORITY.certificate()),
                List.of(),
                responders,
                Runnable::run,
                InstantSource.system());
        CertificateOwners owners = new CertificateOwners(new CertificateNames(UserFrom.CN, Optional.empty()), users);
        return new Chain(profile(methods), method -> switch (method) {
            case LOCAL -> new LocalAuthenticator(users, checks, new Passwords(8, Duration.ZERO));
            case TOTP -> new TotpAuthenticator(secrets, () -> now);
            case CERTIFICATE -> new CertificateAuthenticator(certificates, owners);
            case MULTIPLE_CERTIFICATE -> throw new AssertionError(method);
        });
    }

    private static Profile profile(List<Method> methods) {
        return new Profile("staff", "Staff", false, Optional.empty(), true, List.of(), methods, "office");
    }

    private static Answer credentials(String user, String password) {
        return new Answer.Credentials(user, new Secret(password.isEmpty() ? "" : passwordOf(password)));
    }

    private static String passwordOf(String name) {
        return name + "'s password";
    }

    private static Optional<UserName> accepted(Outcome outcome) {
        return outcome instanceof Outcome.Accepted(Identity identity) ? Optional.of(identity.user()) : Optional.empty();
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static Limits limits() {
        Duration any = Duration.ofSeconds(1);
        return new Limits(any, any, any, any, 1, 1, 1, 1, 1, 1, 1, 1, 2, 100, 1, 1, 1, 1, any);
    }
}

package io.sallyport.aaa.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.ImportReport.Existing;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.TestStore;
import io.sallyport.config.Limits;
import io.sallyport.config.Passwords;
import io.sallyport.config.Secret;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class LocalAuthenticatorTest {
    private static final UserName ALICE = new UserName("alice");
    private static final Outcome WRONG = new Outcome.Refused(Refusal.WRONG_CREDENTIALS);
    private static final Outcome ALICE_IS_IN = new Outcome.Accepted(new Identity(ALICE, List.of("staff")));

    /** Of "Hello world!". */
    private static final String CRYPT = "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";

    private static final Passwords RULES = new Passwords(8, Duration.ZERO);

    private final TestStore stores = TestStore.h2();
    private final Store store = stores.store();
    private final LocalUsers users = new LocalUsers(store, InstantSource.system());
    private final PasswordChecks checks = new PasswordChecks(limits(2, 100));
    private final LocalAuthenticator authenticator = new LocalAuthenticator(users, checks, RULES);

    @BeforeEach
    void addAlice() {
        users.add(
                ALICE,
                List.of("staff"),
                Password.parse(new Secret("open sesame")).orElseThrow(),
                false);
    }

    @AfterEach
    void close() throws Exception {
        checks.close();
        stores.close();
    }

    @Test
    void letsTheRightPasswordIn() {
        assertThat(answer("alice", "open sesame")).isEqualTo(ALICE_IS_IN);
    }

    @ParameterizedTest
    @CsvSource({
        "alice, open barley",
        "alice, 'open sesame '",
        "alice, Open Sesame",
        "Alice, open sesame",
        "bob, open sesame",
        "alice, ''",
        "'', ''",
        "'', open sesame",
        "'alice ', open sesame"
    })
    void keepsEverythingElseOut(String user, String password) {
        assertThat(answer(user, password)).isEqualTo(WRONG);
    }

    @Test
    void keepsMonstersOut() {
        assertThat(answer("a".repeat(1_000_000), "open sesame")).isEqualTo(WRONG);
        assertThat(answer("alice", "open sesame".repeat(100_000))).isEqualTo(WRONG);
        assertThat(answer("alice\u0000", "open sesame")).isEqualTo(WRONG);
        assertThat(answer("alice", "\ud83d")).isEqualTo(WRONG);
        assertThat(answer("' or 1=1 --", "' or 1=1 --")).isEqualTo(WRONG);
    }

    @Test
    void asksForThePasswordOfWhoWasProvenBeforeAndTakesNobodyElses() {
        users.add(
                new UserName("bob"),
                List.of(),
                Password.parse(new Secret("bob's")).orElseThrow(),
                false);
        SignIn provenAsAlice = new SignIn("staff", InetAddress.getLoopbackAddress(), List.of(), Optional.of(ALICE));

        Outcome.Ask ask = (Outcome.Ask) now(authenticator.begin(provenAsAlice));

        assertThat(ask.question()).isEqualTo(new Question.Credentials(Optional.of(ALICE)));
        assertThat(now(ask.next().answer(credentials("bob", "bob's")))).isEqualTo(WRONG);
        assertThat(now(ask.next().answer(credentials("alice", "open sesame")))).isEqualTo(ALICE_IS_IN);
    }

    @Test
    void tellsALockedUserOnlyWithTheRightPassword() {
        users.lock(ALICE);

        assertThat(answer("alice", "open sesame")).isEqualTo(new Outcome.Refused(Refusal.LOCKED));
        assertThat(answer("alice", "open barley")).isEqualTo(WRONG);
    }

    @Test
    void replacesAnImportedHashAtTheFirstSignIn() {
        users.importOcpasswd("carol:staff:" + CRYPT, Existing.KEEP);

        assertThat(answer("carol", "hello world")).isEqualTo(WRONG);
        assertThat(storedHash("carol")).isEqualTo(CRYPT);
        assertThat(answer("carol", "Hello world!")).isInstanceOf(Outcome.Accepted.class);

        await(() -> storedHash("carol").startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
        assertThat(answer("carol", "Hello world!")).isInstanceOf(Outcome.Accepted.class);
        assertThat(answer("carol", "hello world")).isEqualTo(WRONG);
    }

    @Test
    void replacesAHashOfOtherParameters() {
        Store.await(store.write(handle -> handle.execute("update local_user set password ="
                + " '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'")));

        assertThat(answer("alice", "password")).isEqualTo(ALICE_IS_IN);

        await(() -> storedHash("alice").startsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    @Test
    void doesNotRenewTheHashOfALockedUser() {
        users.importOcpasswd("carol:staff:!" + CRYPT, Existing.KEEP);

        assertThat(answer("carol", "Hello world!")).isEqualTo(new Outcome.Refused(Refusal.LOCKED));

        assertThat(storedHash("carol")).isEqualTo(CRYPT);
    }

    @Test
    void anUnreadableHashIsNobodysPassword() {
        Store.await(store.write(handle -> handle.execute("update local_user set password = '!'")));

        assertThat(answer("alice", "!")).isEqualTo(WRONG);
        assertThat(answer("alice", "open sesame")).isEqualTo(WRONG);
    }

    @Test
    void whoHasToChooseAnotherPasswordIsInOnceItIsStored() {
        users.setPassword(ALICE, password("open sesame"), true);

        Outcome.Ask change = (Outcome.Ask) answer("alice", "open sesame");

        assertThat(change.question()).isEqualTo(new Question.NewPassword());
        assertThat(change.complaint()).isEmpty();
        assertThat(now(change.next().answer(newPassword("open barley")))).isEqualTo(ALICE_IS_IN);
        assertThat(answer("alice", "open sesame")).isEqualTo(WRONG);
        assertThat(answer("alice", "open barley")).isEqualTo(ALICE_IS_IN);
        assertThat(users.list()).noneMatch(LocalUser::mustChange);
    }

    @Test
    void aNewPasswordIsLongEnoughAnotherOneAndTypedTwiceTheSame() {
        users.setPassword(ALICE, password("open sesame"), true);
        Outcome.Ask change = (Outcome.Ask) answer("alice", "open sesame");

        for (Answer unfit : List.of(
                newPassword("sesame."),
                newPassword("🐪".repeat(7)),
                newPassword("open sesame"),
                newPassword(""),
                newPassword("x".repeat(1025)),
                newPassword("half a pair \ud83d"),
                new Answer.NewPassword(new Secret("open barley"), Optional.of(new Secret("open barlez"))),
                credentials("alice", "open barley"))) {
            Outcome.Ask again = (Outcome.Ask) now(change.next().answer(unfit));
            assertThat(again.question()).isEqualTo(new Question.NewPassword());
            assertThat(again.complaint()).contains(Refusal.NEW_PASSWORD_UNFIT);
            change = again;
        }

        assertThat(now(change.next()
                        .answer(new Answer.NewPassword(
                                new Secret("open barley"), Optional.of(new Secret("open barley"))))))
                .isEqualTo(ALICE_IS_IN);
    }

    @Test
    void nobodyChangesAPasswordThatAnOperatorHasChangedMeanwhile() {
        users.setPassword(ALICE, password("open sesame"), true);
        Outcome.Ask change = (Outcome.Ask) answer("alice", "open sesame");
        Outcome.Ask locked = (Outcome.Ask) answer("alice", "open sesame");

        users.lock(ALICE);
        assertThat(now(locked.next().answer(newPassword("open barley")))).isEqualTo(WRONG);
        users.unlock(ALICE);
        users.setPassword(ALICE, password("operator's choice"), false);
        assertThat(now(change.next().answer(newPassword("open barley")))).isEqualTo(WRONG);

        assertThat(answer("alice", "operator's choice")).isEqualTo(ALICE_IS_IN);
    }

    @Test
    void ofTwoWhoChangeItAtOnceOneWins() {
        users.setPassword(ALICE, password("open sesame"), true);
        Outcome.Ask first = (Outcome.Ask) answer("alice", "open sesame");
        Outcome.Ask second = (Outcome.Ask) answer("alice", "open sesame");

        CompletionStage<Outcome> one = first.next().answer(newPassword("first choice"));
        CompletionStage<Outcome> other = second.next().answer(newPassword("second choice"));

        assertThat(List.of(now(one), now(other))).containsExactlyInAnyOrder(ALICE_IS_IN, WRONG);
        assertThat(List.of(answer("alice", "first choice"), answer("alice", "second choice")))
                .containsExactlyInAnyOrder(ALICE_IS_IN, WRONG);
    }

    @Test
    void aPasswordGrowsOld() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        LocalUsers aging = new LocalUsers(store, time::get);
        LocalAuthenticator strict = new LocalAuthenticator(aging, checks, new Passwords(8, Duration.ofDays(90)));
        aging.setPassword(ALICE, password("open sesame"), false);

        time.set(Instant.parse("2026-03-31T23:59:59Z"));
        assertThat(answer(strict, "alice", "open sesame")).isEqualTo(ALICE_IS_IN);

        time.set(Instant.parse("2026-04-01T00:00:00Z"));
        Outcome.Ask change = (Outcome.Ask) answer(strict, "alice", "open sesame");
        assertThat(now(change.next().answer(newPassword("open barley")))).isEqualTo(ALICE_IS_IN);
        assertThat(answer(strict, "alice", "open barley")).isEqualTo(ALICE_IS_IN);
    }

    @Test
    void aRenewedHashIsNoNewPassword() {
        AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        LocalUsers aging = new LocalUsers(store, time::get);
        LocalAuthenticator strict = new LocalAuthenticator(aging, checks, new Passwords(8, Duration.ofDays(90)));
        aging.importOcpasswd("carol:staff:" + CRYPT, Existing.KEEP);

        time.set(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(answer(strict, "carol", "Hello world!")).isInstanceOf(Outcome.Accepted.class);
        await(() -> storedHash("carol").startsWith("$argon2id"));

        time.set(Instant.parse("2026-04-01T00:00:00Z"));
        assertThat(answer(strict, "carol", "Hello world!")).isInstanceOf(Outcome.Ask.class);
    }

    @Test
    void whateverIsWrongTakesAboutAsLong() {
        users.importOcpasswd("carol:staff:" + CRYPT, Existing.KEEP);
        users.add(
                new UserName("locked"),
                List.of(),
                Password.parse(new Secret("x")).orElseThrow(),
                false);
        users.lock(new UserName("locked"));
        answer("alice", "warm up");

        long wrong = quickest("alice", "wrong");

        assertThat(Stream.of(
                        quickest("nobody", "wrong"),
                        quickest("locked", "wrong"),
                        quickest("locked", "x"),
                        quickest("carol", "wrong"),
                        quickest("alice", ""),
                        quickest("", "wrong"),
                        quickest("alice", "x".repeat(100_000))))
                .allSatisfy(other -> assertThat(other).isBetween(wrong / 3, wrong * 3));
    }

    @Test
    void refusesWithoutACheckWhenTooManyWait() throws Exception {
        try (PasswordChecks narrow = new PasswordChecks(limits(1, 1))) {
            CountDownLatch end = new CountDownLatch(1);
            for (int i = 0; i < 2; i++) {
                assertThat(narrow.run(() -> waitFor(end))).isPresent();
            }
            LocalAuthenticator busy = new LocalAuthenticator(users, narrow, RULES);
            Outcome.Ask ask = (Outcome.Ask) now(busy.begin(stranger()));

            assertThat(now(ask.next().answer(credentials("alice", "open sesame"))))
                    .isEqualTo(new Outcome.Refused(Refusal.BUSY));
            assertThat(narrow.refused()).isOne();
            assertThat(narrow.waiting()).isOne();

            end.countDown();
            await(() -> narrow.waiting() == 0);
            assertThat(now(ask.next().answer(credentials("alice", "open sesame"))))
                    .isEqualTo(ALICE_IS_IN);
        }
    }

    @Test
    void saysSoWhenTheStoreIsOutOfReach() {
        store.close();

        assertThat(answer("alice", "open sesame")).isEqualTo(new Outcome.Refused(Refusal.BACKEND_UNAVAILABLE));
    }

    private Outcome answer(String user, String password) {
        return answer(authenticator, user, password);
    }

    private static Outcome answer(LocalAuthenticator authenticator, String user, String password) {
        Outcome.Ask ask = (Outcome.Ask) now(authenticator.begin(stranger()));
        assertThat(ask.question()).isEqualTo(new Question.Credentials(Optional.empty()));
        return now(ask.next().answer(credentials(user, password)));
    }

    /** Of a few attempts, because a busy machine can only add. */
    private long quickest(String user, String password) {
        return IntStream.range(0, 5)
                .mapToLong(_ -> {
                    long from = System.nanoTime();
                    answer(user, password);
                    return System.nanoTime() - from;
                })
                .min()
                .orElseThrow();
    }

    private String storedHash(String user) {
        return now(users.find(new UserName(user))).orElseThrow().hash();
    }

    private static SignIn stranger() {
        return new SignIn("staff", InetAddress.getLoopbackAddress(), List.of(), Optional.empty());
    }

    private static Answer credentials(String user, String password) {
        return new Answer.Credentials(user, new Secret(password));
    }

    private static Answer newPassword(String password) {
        return new Answer.NewPassword(new Secret(password), Optional.empty());
    }

    private static Password password(String text) {
        return Password.parse(new Secret(text)).orElseThrow();
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("waited too long").isNegative();
            Thread.onSpinWait();
        }
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Limits limits(int passwordChecks, int passwordQueue) {
        Duration any = Duration.ofSeconds(1);
        return new Limits(any, any, any, any, 1, 1, 1, 1, 1, 1, 1, 1, passwordChecks, passwordQueue, 1, 1, 1, 1, any);
    }
}

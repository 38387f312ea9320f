package io.sallyport.aaa.totp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.local.Password;
import io.sallyport.aaa.store.EachStore;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.TestStore;
import io.sallyport.config.Secret;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TotpAuthenticatorTest {
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Outcome ALICE_IS_IN = new Outcome.Accepted(new Identity(ALICE, List.of()));
    private static final TotpSecret SECRET = TotpSecret.random();

    private Instant now = NOON;

    private @Nullable TestStore stores;

    @AfterEach
    void close() throws Exception {
        if (stores != null) {
            stores.close();
        }
    }

    @EachStore
    void theRightCodeAcceptsWhoWasProvenBefore(TestStore given) {
        TotpAuthenticator totp = withAlice(given);

        Outcome.Ask ask = (Outcome.Ask) await(totp.begin(proven(ALICE)));

        assertThat(ask.question()).isInstanceOf(Question.Challenge.class);
        assertThat(ask.complaint()).isEmpty();
        assertThat(await(ask.next().answer(response(codeAt(NOON))))).isEqualTo(ALICE_IS_IN);
    }

    @EachStore
    void aWrongCodeIsAskedForAgainAndThenTaken(TestStore given) {
        TotpAuthenticator totp = withAlice(given);

        Outcome.Ask again = (Outcome.Ask) answer(totp, ALICE, "000000".equals(codeAt(NOON)) ? "000001" : "000000");

        assertThat(again.complaint()).contains(Refusal.WRONG_RESPONSE);
        assertThat(await(again.next().answer(response(codeAt(NOON))))).isEqualTo(ALICE_IS_IN);
    }

    @EachStore
    void aCodeIsTakenOnceAlsoAfterARestart(TestStore given) {
        TotpAuthenticator totp = withAlice(given);
        assertThat(answer(totp, ALICE, codeAt(NOON))).isEqualTo(ALICE_IS_IN);

        TotpAuthenticator restarted = new TotpAuthenticator(new TotpSecrets(given.reopened()), () -> now);

        assertThat(answer(restarted, ALICE, codeAt(NOON))).isInstanceOf(Outcome.Ask.class);
        assertThat(answer(restarted, ALICE, codeAt(NOON.minusSeconds(30)))).isInstanceOf(Outcome.Ask.class);
        now = NOON.plusSeconds(30);
        assertThat(answer(restarted, ALICE, codeAt(NOON))).isInstanceOf(Outcome.Ask.class);
        assertThat(answer(restarted, ALICE, codeAt(now))).isEqualTo(ALICE_IS_IN);
    }

    @EachStore
    void ofManyWhoBringTheSameCodeAtOnceOneWins(TestStore given) {
        TotpAuthenticator totp = withAlice(given);
        List<Outcome.Ask> asked = IntStream.range(0, 20)
                .mapToObj(_ -> (Outcome.Ask) await(totp.begin(proven(ALICE))))
                .toList();

        List<Outcome> outcomes =
                asked.parallelStream().map(ask -> ask.next().answer(response(codeAt(NOON)))).toList().stream()
                        .map(TotpAuthenticatorTest::await)
                        .toList();

        assertThat(outcomes).filteredOn(ALICE_IS_IN::equals).hasSize(1);
        assertThat(outcomes).filteredOn(Outcome.Ask.class::isInstance).hasSize(19);
    }

    @EachStore
    void whoHasNoSecretSeesWhatEveryGuesserSees(TestStore given) {
        TotpAuthenticator totp = withAlice(given);

        Outcome.Ask withSecret = (Outcome.Ask) await(totp.begin(proven(ALICE)));
        Outcome.Ask without = (Outcome.Ask) await(totp.begin(proven(BOB)));
        Outcome.Ask guessed = (Outcome.Ask) answer(totp, BOB, codeAt(NOON));

        assertThat(without.question()).isEqualTo(withSecret.question());
        assertThat(guessed.complaint()).contains(Refusal.WRONG_RESPONSE);
        assertThat(answer(totp, new UserName("nobody"), codeAt(NOON))).isInstanceOf(Outcome.Ask.class);
    }

    @EachStore
    void aNewSecretPutsTheOldOneOutOfUseAndTheSameOneDoesNotReviveItsCodes(TestStore given) {
        TotpAuthenticator totp = withAlice(given);
        TotpSecrets secrets = new TotpSecrets(given.store());
        assertThat(answer(totp, ALICE, codeAt(NOON))).isEqualTo(ALICE_IS_IN);

        assertThat(secrets.set(ALICE, SECRET)).isTrue();
        assertThat(answer(totp, ALICE, codeAt(NOON))).isInstanceOf(Outcome.Ask.class);

        TotpSecret other = TotpSecret.random();
        assertThat(secrets.set(ALICE, other)).isTrue();
        assertThat(answer(totp, ALICE, codeAt(NOON.plusSeconds(30)))).isInstanceOf(Outcome.Ask.class);
        assertThat(answer(totp, ALICE, code(other, NOON))).isEqualTo(ALICE_IS_IN);
    }

    @EachStore
    void aSecretBelongsToAUserAndGoesWithHim(TestStore given) {
        TotpAuthenticator totp = withAlice(given);
        assertThat(new TotpSecrets(given.store()).set(new UserName("nobody"), SECRET))
                .isFalse();

        users(given.store()).remove(ALICE);
        addUser(given.store(), ALICE);

        assertThat(answer(totp, ALICE, codeAt(NOON))).isInstanceOf(Outcome.Ask.class);
    }

    @EachStore
    void aCommitThatIsRepeatedDoesNotContradictItself(TestStore given) {
        withAlice(given);
        long counter = Codes.counterAt(NOON);

        List<Boolean> repeated = Store.await(given.store().write(handle -> {
            TotpTable table = new TotpTable(handle);
            return List.of(table.use(ALICE, SECRET, counter, "one"), table.use(ALICE, SECRET, counter, "one"));
        }));
        boolean another = Store.await(
                given.store().write(handle -> new TotpTable(handle).use(ALICE, SECRET, counter, "another")));

        assertThat(repeated).containsExactly(true, true);
        assertThat(another).isFalse();
    }

    @Test
    void saysSoWhenTheStoreIsOutOfReach() {
        stores = TestStore.h2();
        TotpAuthenticator totp = withAlice(stores);
        stores.store().close();

        assertThat(answer(totp, ALICE, codeAt(NOON))).isEqualTo(new Outcome.Refused(Refusal.BACKEND_UNAVAILABLE));
    }

    @Test
    void aCodeAloneNamesNobody() {
        stores = TestStore.h2();
        TotpAuthenticator totp = withAlice(stores);

        assertThatThrownBy(() ->
                        totp.begin(new SignIn("staff", InetAddress.getLoopbackAddress(), List.of(), Optional.empty())))
                .isInstanceOf(IllegalStateException.class);
    }

    private TotpAuthenticator withAlice(TestStore given) {
        addUser(given.store(), ALICE);
        addUser(given.store(), BOB);
        TotpSecrets secrets = new TotpSecrets(given.store());
        secrets.set(ALICE, SECRET);
        return new TotpAuthenticator(secrets, () -> now);
    }

    private static void addUser(Store store, UserName name) {
        users(store)
                .add(name, List.of(), Password.parse(new Secret("open sesame")).orElseThrow(), false);
    }

    private static LocalUsers users(Store store) {
        return new LocalUsers(store, InstantSource.system());
    }

    private static Outcome answer(TotpAuthenticator totp, UserName user, String code) {
        Outcome.Ask ask = (Outcome.Ask) await(totp.begin(proven(user)));
        return await(ask.next().answer(response(code)));
    }

    private static SignIn proven(UserName user) {
        return new SignIn("staff", InetAddress.getLoopbackAddress(), List.of(), Optional.of(user));
    }

    private static Answer response(String code) {
        return new Answer.Response(new Secret(code));
    }

    private static String codeAt(Instant time) {
        return code(SECRET, time);
    }

    private static String code(TotpSecret secret, Instant time) {
        return new String(secret.code(Codes.counterAt(time)), StandardCharsets.US_ASCII);
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

package io.sallyport.aaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.config.Profile;
import io.sallyport.config.Secret;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");
    private static final SignIn STRANGER =
            new SignIn("staff", InetAddress.ofLiteral("192.0.2.7"), List.of(), Optional.empty());
    private static final Answer RIGHT = new Answer.Credentials("alice", new Secret("open sesame"));
    private static final Answer WRONG = new Answer.Credentials("alice", new Secret("open barley"));

    @Test
    void acceptsWhoTheOnlyLinkAccepts() {
        Chain chain = chain(List.of(), accepts(ALICE, "staff"));

        assertThat(now(chain.begin(STRANGER))).isEqualTo(new Outcome.Accepted(new Identity(ALICE, List.of("staff"))));
    }

    @Test
    void handsQuestionsOutAndAnswersIn() {
        Chain chain = chain(List.of(), asks(ALICE));

        Outcome.Ask ask = (Outcome.Ask) now(chain.begin(STRANGER));

        assertThat(ask.question()).isEqualTo(new Question.Credentials(Optional.empty()));
        assertThat(now(ask.next().answer(RIGHT))).isEqualTo(new Outcome.Accepted(new Identity(ALICE, List.of())));
        assertThat(now(ask.next().answer(WRONG))).isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
    }

    @Test
    void everyLinkHasToAcceptAndLearnsWhoWasProvenBefore() {
        Chain chain = chain(List.of(), asks(ALICE), asks(ALICE), accepts(ALICE));

        Outcome.Ask first = (Outcome.Ask) now(chain.begin(STRANGER));
        Outcome.Ask second = (Outcome.Ask) now(first.next().answer(RIGHT));

        assertThat(second.question()).isEqualTo(new Question.Credentials(Optional.of(ALICE)));
        assertThat(now(second.next().answer(RIGHT))).isInstanceOf(Outcome.Accepted.class);
        assertThat(now(second.next().answer(WRONG))).isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
    }

    @Test
    void addsUpTheGroupsInOrderAndOnce() {
        Chain chain = chain(List.of(), accepts(ALICE, "b", "a"), accepts(ALICE, "c", "a"));

        assertThat(now(chain.begin(STRANGER)))
                .isEqualTo(new Outcome.Accepted(new Identity(ALICE, List.of("b", "a", "c"))));
    }

    @Test
    void refusesTwoProofsOfTwoUsers() {
        Chain chain = chain(List.of(), accepts(ALICE), accepts(BOB));

        assertThat(now(chain.begin(STRANGER))).isEqualTo(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
    }

    @Test
    void refusesWhoIsNotWhoTheServerHasSeenBefore() {
        Chain chain = chain(List.of(), accepts(BOB));

        assertThat(now(chain.begin(STRANGER.provenAs(ALICE))))
                .isEqualTo(new Outcome.Refused(Refusal.IDENTITIES_DISAGREE));
    }

    @Test
    void asksNoFurtherLinkAfterARefusal() {
        List<String> asked = new ArrayList<>();
        Chain chain = chain(List.of(), _ -> CompletableFuture.completedStage(new Outcome.Refused(Refusal.BUSY)), _ -> {
            asked.add("second");
            return CompletableFuture.completedStage(new Outcome.Refused(Refusal.LOCKED));
        });

        assertThat(now(chain.begin(STRANGER))).isEqualTo(new Outcome.Refused(Refusal.BUSY));
        assertThat(asked).isEmpty();
    }

    @Test
    void wantsOneOfTheProfilesGroups() {
        assertThat(now(chain(List.of("staff", "ops"), accepts(ALICE, "guests", "ops"))
                        .begin(STRANGER)))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(now(chain(List.of("staff"), accepts(ALICE, "guests")).begin(STRANGER)))
                .isEqualTo(new Outcome.Refused(Refusal.NOT_A_MEMBER));
        assertThat(now(chain(List.of("staff"), accepts(ALICE)).begin(STRANGER)))
                .isEqualTo(new Outcome.Refused(Refusal.NOT_A_MEMBER));
    }

    @Test
    void tellsNobodyButTheUserThatHeIsNotAMember() {
        Outcome.Ask ask = (Outcome.Ask) now(chain(List.of("staff"), asks(ALICE)).begin(STRANGER));

        assertThat(now(ask.next().answer(WRONG))).isEqualTo(new Outcome.Refused(Refusal.WRONG_CREDENTIALS));
        assertThat(now(ask.next().answer(RIGHT))).isEqualTo(new Outcome.Refused(Refusal.NOT_A_MEMBER));
    }

    @Test
    void linksMayTakeTheirTimeAndConversationsDoNotMix() {
        List<CompletableFuture<Outcome>> backend = new ArrayList<>();
        Chain chain = chain(List.of("staff"), _ -> {
            CompletableFuture<Outcome> later = new CompletableFuture<>();
            backend.add(later);
            return later;
        });
        CompletionStage<Outcome> first = chain.begin(STRANGER);
        CompletionStage<Outcome> second = chain.begin(STRANGER);
        CompletionStage<Outcome> third = chain.begin(STRANGER);

        backend.get(2).complete(new Outcome.Accepted(new Identity(ALICE, List.of("staff"))));
        backend.get(0).complete(new Outcome.Accepted(new Identity(BOB, List.of())));

        assertThat(now(third)).isInstanceOf(Outcome.Accepted.class);
        assertThat(now(first)).isEqualTo(new Outcome.Refused(Refusal.NOT_A_MEMBER));
        assertThat(second.toCompletableFuture()).isNotDone();
        backend.get(1).completeExceptionally(new IllegalStateException("bug"));
        assertThatThrownBy(() -> now(second)).hasRootCauseMessage("bug");
    }

    @Test
    void takesItsLinksFromTheProfile() {
        Profile profile = new Profile(
                "staff",
                "Staff",
                false,
                Optional.empty(),
                true,
                List.of("staff"),
                List.of(Profile.Method.LOCAL),
                "office");

        Chain chain = new Chain(profile, method -> switch (method) {
            case LOCAL -> accepts(ALICE, "guests");
            case TOTP, CERTIFICATE, MULTIPLE_CERTIFICATE -> throw new AssertionError(method);
        });

        assertThat(now(chain.begin(STRANGER))).isEqualTo(new Outcome.Refused(Refusal.NOT_A_MEMBER));
    }

    @Test
    void aChainWithoutLinksWouldLetEverybodyIn() {
        assertThatThrownBy(() -> new Chain(List.of(), List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static Chain chain(List<String> members, Authenticator... links) {
        return new Chain(List.of(links), members);
    }

    private static Authenticator accepts(UserName user, String... groups) {
        return _ -> CompletableFuture.completedStage(new Outcome.Accepted(new Identity(user, List.of(groups))));
    }

    /** Asks for credentials and takes the right ones. */
    private static Authenticator asks(UserName user) {
        return signIn -> CompletableFuture.completedStage(new Outcome.Ask(
                new Question.Credentials(signIn.user()),
                answer -> CompletableFuture.completedStage(
                        answer.equals(RIGHT)
                                ? new Outcome.Accepted(new Identity(user, List.of()))
                                : new Outcome.Refused(Refusal.WRONG_CREDENTIALS))));
    }

    private static Outcome now(CompletionStage<Outcome> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }
}

package io.sallyport.server.auth;

import static io.sallyport.server.auth.SignInRig.accepted;
import static io.sallyport.server.auth.SignInRig.ask;
import static io.sallyport.server.auth.SignInRig.challenge;
import static io.sallyport.server.auth.SignInRig.credentials;
import static io.sallyport.server.auth.SignInRig.now;
import static io.sallyport.server.auth.SignInRig.password;
import static io.sallyport.server.auth.SignInRig.remote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.config.Secret;
import io.sallyport.conformance.Requirement;
import io.sallyport.server.auth.ClientMessage.Capability;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.auth.ServerMessage.Prompt;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each arrow of the sign-in's state machine, and those that must not be there. */
class SignInsTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients CA");
    private static final Prompt FORM = new Prompt.Credentials(Optional.empty());

    @TempDir
    Path directory;

    private SignInRig rig;
    private SignInRig.Caller caller;

    @BeforeEach
    void open() throws IOException {
        rig = new SignInRig(directory);
        caller = rig.new Caller();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    // ---- the first form, and the choice of a profile

    @Test
    void showsTheFormOfTheDefaultProfileWithAllThatAreNotHidden() {
        ServerMessage.Ask form = ask(caller.knock());

        assertThat(form.prompt()).isEqualTo(FORM);
        assertThat(form.problem()).isEmpty();
        assertThat(form.certificateAccepted()).isFalse();
        assertThat(form.place().tunnelGroup()).isEqualTo("staff");
        assertThat(form.place().groupAlias()).isEqualTo("Staff");
        assertThat(form.place().groups()).containsExactly("Staff", "Engineers");
        assertThat(form.place().handle()).hasSize(43); // 256 bits
        assertThat(form.place().configHash()).isEqualTo("1761200000000");
    }

    @Test
    void takesAliasOrNameInAnyLetterCase() {
        for (String group : List.of("eng", "ENG", "Engineers", "engineers")) {
            assertThat(ask(rig.new Caller().knockAt(group)).place().tunnelGroup())
                    .isEqualTo("eng");
        }
    }

    @Test
    void takesTheProfileOfTheUrlThatIsPostedToOrWasTyped() {
        caller.path = "/eng";
        assertThat(ask(caller.knock()).place().tunnelGroup()).isEqualTo("eng");
        assertThat(ask(rig.new Caller().knockAtUrl("/eng")).place().tunnelGroup())
                .isEqualTo("eng");
        assertThat(ask(rig.new Caller().knockAtUrl("/nosuch")).place().tunnelGroup())
                .isEqualTo("staff");
    }

    @Test
    void prefersTheGroupThatIsPickedToTheUrl() {
        caller.path = "/eng";

        assertThat(ask(caller.knockAt("Staff")).place().tunnelGroup()).isEqualTo("staff");
    }

    @Test
    void letsWhoKnowsItsNameChooseAHiddenProfile() {
        ServerMessage.Ask form = ask(caller.knockAt("ops"));

        assertThat(form.place().tunnelGroup()).isEqualTo("ops");
        assertThat(form.place().groups()).containsExactly("Staff", "Engineers", "ops");
    }

    @Test
    void answersAnUnknownGroupWithTheListAndDoesNotRepeatIt() {
        ServerMessage.Ask form = ask(caller.knockAt("<nosuch>"));

        assertThat(form.problem()).contains(Problem.UNKNOWN_GROUP);
        assertThat(form.place().tunnelGroup()).isEqualTo("staff");
        assertThat(form.toString()).doesNotContain("nosuch");
    }

    @Test
    void goesOnInTheSameConversationWhenAnotherGroupIsPicked() {
        ServerMessage.Ask staff = ask(caller.knock());
        caller.cookie = Optional.of(staff.place().handle());
        for (int i = 0; i < 6; i++) {
            ServerMessage.Ask form = ask(caller.knockAt(i % 2 == 0 ? "eng" : "staff"));
            assertThat(form.place().tunnelGroup()).isEqualTo(i % 2 == 0 ? "eng" : "staff");
            assertThat(form.place().handle()).isEqualTo(staff.place().handle());
        }
        assertThat(rig.signIns.underWay().join()).isEqualTo(1);
    }

    // ---- name and password

    @Test
    void opensASessionForTheRightPassword() {
        ServerMessage reply = caller.signIn(ask(caller.knock()), "alice", "right");

        assertThat(reply).isInstanceOf(ServerMessage.Complete.class);
        ServerMessage.Complete complete = (ServerMessage.Complete) reply;
        assertThat(complete.sessionToken().reveal()).matches("[A-Za-z0-9_-]{43}");
        assertThat(complete.banner()).contains("Welcome");
        assertThat(complete.serverCertificateHash()).isEqualTo("33C06F48");
        assertThat(rig.signIns.underWay().join()).isZero();
        assertThat(rig.count(AuthCounters.Event.ACCEPTED)).isEqualTo(1);
    }

    @Test
    void showsTheFormAgainAfterAWrongPasswordWithTheNameInIt() {
        ServerMessage.Ask again = ask(caller.signIn(ask(caller.knock()), "alice", "wrong"));

        assertThat(again.problem()).contains(Problem.LOGIN_FAILED);
        assertThat(again.prompt()).isEqualTo(new Prompt.Credentials(Optional.of("alice")));
        assertThat(caller.signIn(again, "alice", "right")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void putsNoNameIntoTheFormThatNobodyCanHave() {
        ServerMessage.Ask again = ask(caller.signIn(ask(caller.knock()), "a\u202Elice", "wrong"));

        assertThat(again.prompt()).isEqualTo(FORM);
    }

    @Test
    void asksForThePasswordAloneOnceTheNameIsSettled() {
        rig.use(
                "staff",
                signIn -> password("alice", "right")
                        .begin(new SignIn("staff", signIn.source(), List.of(), Optional.of(new UserName("alice")))));
        caller.certificates = AUTHORITY.client("alice").chain();
        ServerMessage.Ask form = ask(caller.knock());

        assertThat(form.prompt()).isEqualTo(new Prompt.Credentials(Optional.of("alice")));
        assertThat(form.certificateAccepted()).isTrue();
        ServerMessage.Ask again = ask(caller.fill(form, Field.PASSWORD, "wrong"));
        assertThat(again.prompt()).isEqualTo(new Prompt.PasswordOnly());
        assertThat(caller.fill(again, Field.PASSWORD, "right")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void takesAnEmptyOrAMissingPasswordForAWrongOne() {
        ServerMessage.Ask form = ask(caller.knock());
        ServerMessage.Ask again = ask(caller.signIn(form, "alice", ""));
        assertThat(again.problem()).contains(Problem.LOGIN_FAILED);

        Fields nothing = new Fields(Optional.empty(), Map.of(), Optional.empty());
        assertThat(ask(caller.reply(again, Optional.empty(), nothing)).problem())
                .contains(Problem.LOGIN_FAILED);
    }

    @Test
    void endsForGoodAfterTooManyFailures() {
        ServerMessage.Ask form = ask(caller.knock());
        form = ask(caller.signIn(form, "alice", "wrong 1"));
        form = ask(caller.signIn(form, "alice", "wrong 2"));

        assertThat(caller.signIn(form, "alice", "wrong 3"))
                .isEqualTo(new ServerMessage.Refused(Problem.TOO_MANY_ATTEMPTS));
        assertThat(rig.count(AuthCounters.Event.TOO_MANY_ATTEMPTS)).isEqualTo(1);
        assertThat(ask(caller.signIn(form, "alice", "right")).problem()).isEmpty(); // from the start
    }

    @Test
    void turnsAwayASourceThatHasGuessedTooOften() {
        for (int i = 0; i < 8; i++) { // eighty points
            rig.new Caller().signIn(ask(rig.new Caller().knock()), "user" + i, "wrong");
        }

        assertThat(caller.knock()).isEqualTo(new ServerMessage.Refused(Problem.TOO_MANY_ATTEMPTS));
        assertThat(rig.count(AuthCounters.Event.BANNED)).isEqualTo(1);
        SignInRig.Caller elsewhere = rig.new Caller();
        elsewhere.remote = remote("203.0.113.9");
        assertThat(elsewhere.signIn(ask(elsewhere.knock()), "alice", "right"))
                .isInstanceOf(ServerMessage.Complete.class);
        rig.advance(301);
        assertThat(caller.signIn(ask(caller.knock()), "alice", "right")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void turnsAwayAUserWhoWasGuessedAtTooOftenWhereverItIs() {
        for (int i = 0; i < 8; i++) {
            SignInRig.Caller other = rig.new Caller();
            other.remote = remote("203.0." + i + ".9");
            other.signIn(ask(other.knock()), "alice", "wrong");
        }

        assertThat(caller.signIn(ask(caller.knock()), "alice", "right"))
                .isEqualTo(new ServerMessage.Refused(Problem.TOO_MANY_ATTEMPTS));
    }

    @Test
    void asksToTryAgainWhatCouldNotBeChecked() {
        rig.use(
                "staff",
                signIn -> now(new Outcome.Ask(
                        new Question.Credentials(Optional.empty()), answer -> now(new Outcome.Refused(Refusal.BUSY)))));
        ServerMessage.Ask form = ask(caller.knock());
        for (int i = 0; i < 10; i++) {
            form = ask(caller.signIn(form, "alice", "right " + i));
            assertThat(form.problem()).contains(Problem.TRY_AGAIN_LATER);
        }
        assertThat(rig.count(AuthCounters.Event.DENIED)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"WRONG_CREDENTIALS", "LOCKED", "NOT_A_MEMBER", "IDENTITIES_DISAGREE"})
    void tellsNobodyWhy(Refusal reason) {
        rig.use(
                "staff",
                signIn -> now(new Outcome.Ask(
                        new Question.Credentials(Optional.empty()), answer -> now(new Outcome.Refused(reason)))));

        assertThat(ask(caller.signIn(ask(caller.knock()), "alice", "right")).problem())
                .contains(Problem.LOGIN_FAILED);
    }

    // ---- whose conversation it is

    @Test
    void startsOverWithAHandleThatItDoesNotKnow() {
        caller.knock();

        ServerMessage.Ask form = ask(caller.say(new ClientMessage.AuthReply(
                Optional.of("guessed"), Optional.of("eng"), credentials("alice", "right"), caller.client())));
        assertThat(form.problem()).isEmpty();
        assertThat(form.place().tunnelGroup()).isEqualTo("eng");
    }

    @Test
    void startsOverWhenHandleAndCookieContradictEachOther() {
        ServerMessage.Ask form = ask(caller.knock());
        caller.cookie = Optional.of(ask(rig.new Caller().knock()).place().handle());

        assertThat(caller.signIn(form, "alice", "right")).isInstanceOf(ServerMessage.Ask.class);
    }

    @Test
    void goesOnOverAnyConnectionByHandleOrByCookie() {
        ServerMessage.Ask form = ask(caller.knock());
        caller.connection = new Object();
        assertThat(caller.signIn(form, "alice", "right")).isInstanceOf(ServerMessage.Complete.class);

        caller.cookie = Optional.of(ask(caller.knock()).place().handle());
        caller.connection = new Object();
        assertThat(caller.say(new ClientMessage.AuthReply(
                        Optional.empty(), Optional.empty(), credentials("alice", "right"), caller.client())))
                .isInstanceOf(ServerMessage.Complete.class);
    }

    /** sslcon sends back neither. */
    @Test
    void goesOnByTheConnectionAlone() {
        caller.connectionHandle = Optional.of(ask(caller.knock()).place().handle());

        assertThat(caller.say(new ClientMessage.AuthReply(
                        Optional.empty(), Optional.empty(), credentials("alice", "right"), caller.client())))
                .isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void forgetsWhatNobodyContinues() {
        ServerMessage.Ask form = ask(caller.knock());
        rig.advance(300);
        rig.signIns.tick();

        assertThat(caller.signIn(form, "alice", "right")).isInstanceOf(ServerMessage.Ask.class);
    }

    /** RT-13: half-done sign-ins are bounded; who fills the room pushes out his own. */
    @Test
    void letsAFloodPushOutItsOwnConversationsOnly() {
        ServerMessage.Ask form = ask(caller.knock());
        SignInRig.Caller flood = rig.new Caller();
        flood.remote = remote("203.0.113.9");
        for (int i = 0; i < 200; i++) {
            flood.knock();
        }

        assertThat(rig.signIns.underWay().join()).isEqualTo(11);
        assertThat(caller.signIn(form, "alice", "right")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void letsTheOldestGiveWayWhenManySourcesFillTheRoom() {
        ServerMessage.Ask form = ask(caller.knock());
        for (int i = 0; i < 30; i++) {
            SignInRig.Caller other = rig.new Caller();
            other.remote = remote("203.0." + i + ".9");
            other.knock();
        }

        assertThat(rig.signIns.underWay().join()).isEqualTo(20);
        assertThat(caller.signIn(form, "alice", "right")).isInstanceOf(ServerMessage.Ask.class);
    }

    @Test
    void usesTheGroupThatIsEditedInTheReplyWithItsOwnChain() {
        rig.use("eng", password("bob", "other"));
        ServerMessage.Ask form = ask(caller.knock());

        ServerMessage.Ask failed = ask(caller.reply(form, Optional.of("Engineers"), credentials("alice", "right")));
        assertThat(failed.place().tunnelGroup()).isEqualTo("eng");
        assertThat(failed.problem()).contains(Problem.LOGIN_FAILED);
        assertThat(caller.reply(failed, Optional.of("eng"), credentials("bob", "other")))
                .isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    @Requirement(66)
    void showsWhatTheNewGroupWantsIfThatIsNoPassword() {
        rig.use("eng", signIn -> now(new Outcome.Ask(new Question.Certificate(), SignInsTest::withoutCertificate)));
        ServerMessage.Ask form = ask(caller.knock());

        assertThat(ask(caller.reply(form, Optional.of("eng"), credentials("alice", "right")))
                        .prompt())
                .isEqualTo(new Prompt.Certificate());
    }

    @Test
    void answersAnUnknownGroupInTheReplyWithTheList() {
        ServerMessage.Ask form = ask(caller.knock());

        assertThat(ask(caller.reply(form, Optional.of("nosuch"), credentials("alice", "right")))
                        .problem())
                .contains(Problem.UNKNOWN_GROUP);
    }

    // ---- the same once more

    @Test
    void repeatsItsAnswerToAMessageThatCameAgainOverAnotherConnection() {
        ServerMessage.Ask form = ask(caller.knock());
        ServerMessage first = caller.signIn(form, "alice", "wrong");
        caller.connection = new Object();
        ServerMessage second = caller.signIn(form, "alice", "wrong");

        assertThat(second).isSameAs(first);
        assertThat(rig.count(AuthCounters.Event.REPEATED)).isEqualTo(1);
        assertThat(rig.count(AuthCounters.Event.DENIED)).isEqualTo(1);
    }

    @Test
    void countsTheSameMessageAgainOnTheSameConnectionOrLater() {
        ServerMessage.Ask form = ask(caller.knock());
        caller.signIn(form, "alice", "wrong");
        caller.signIn(form, "alice", "wrong");
        assertThat(rig.count(AuthCounters.Event.DENIED)).isEqualTo(2);

        caller.connection = new Object();
        rig.advance(11);
        caller.signIn(form, "alice", "wrong");
        assertThat(rig.count(AuthCounters.Event.TOO_MANY_ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void looksAtOneAnswerAtATime() {
        CompletableFuture<Outcome> slow = new CompletableFuture<>();
        rig.use("staff", signIn -> now(new Outcome.Ask(new Question.Credentials(Optional.empty()), answer -> slow)));
        ServerMessage.Ask form = ask(caller.knock());
        CompletableFuture<ServerMessage> first = caller.saying(new ClientMessage.AuthReply(
                Optional.of(form.place().handle()), Optional.empty(), credentials("alice", "right"), caller.client()));
        SignInRig.Caller parallel = rig.new Caller();
        parallel.cookie = Optional.of(form.place().handle());

        assertThat(ask(parallel.signIn(form, "alice", "other")).problem()).contains(Problem.TRY_AGAIN_LATER);
        assertThat(ask(parallel.knock()).place().handle())
                .isNotEqualTo(form.place().handle());
        slow.complete(accepted("alice"));
        assertThat(first.join()).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void survivesAnAuthenticatorThatFails() {
        ServerMessage.Ask form = ask(caller.knock());
        rig.use("eng", signIn -> CompletableFuture.failedStage(new IllegalStateException("broken")));

        assertThatThrownBy(() -> caller.reply(form, Optional.of("eng"), credentials("alice", "right")))
                .hasRootCauseMessage("broken");
        assertThat(caller.reply(form, Optional.of("staff"), credentials("alice", "right")))
                .isInstanceOf(ServerMessage.Complete.class);
    }

    // ---- challenges

    @Test
    @Requirement(91)
    void asksAChallengeUnderAHandleOfItsOwn() {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        ServerMessage.Ask form = ask(caller.knock());
        ServerMessage.Ask question = ask(caller.signIn(form, "alice", "right"));

        assertThat(question.prompt()).isEqualTo(new Prompt.Challenge("Code for 100 %"));
        assertThat(question.problem()).isEmpty();
        assertThat(question.place().handle()).isNotEqualTo(form.place().handle());
    }

    @ParameterizedTest
    @EnumSource(
            value = Field.class,
            names = {"ANSWER", "WHICH_PIN", "SECONDARY_PASSWORD", "PASSWORD"})
    @Requirement({92, 93})
    void takesTheCodeUnderAnyNameWithoutUserAndGroup(Field field) {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        ServerMessage.Ask question = ask(caller.signIn(ask(caller.knock()), "alice", "right"));

        assertThat(caller.fill(question, field, "123456")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    @Requirement(94)
    void asksAgainAfterAWrongCodeUnderYetAnotherHandle() {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        ServerMessage.Ask question = ask(caller.signIn(ask(caller.knock()), "alice", "right"));
        ServerMessage.Ask again = ask(caller.fill(question, Field.ANSWER, "000000"));

        assertThat(again.problem()).contains(Problem.WRONG_RESPONSE);
        assertThat(again.place().handle()).isNotEqualTo(question.place().handle());
        assertThat(rig.count(AuthCounters.Event.DENIED)).isEqualTo(1);
        // The handle of the earlier question is good for nothing new.
        assertThat(ask(caller.fill(question, Field.ANSWER, "123456")).prompt()).isEqualTo(FORM);
        assertThat(caller.fill(again, Field.ANSWER, "123456")).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void repeatsItsAnswerToACodeThatCameAgainOverAnotherConnection() {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        ServerMessage.Ask question = ask(caller.signIn(ask(caller.knock()), "alice", "right"));
        ServerMessage first = caller.fill(question, Field.ANSWER, "000000");
        caller.connection = new Object();

        assertThat(caller.fill(question, Field.ANSWER, "000000")).isSameAs(first);
        assertThat(rig.count(AuthCounters.Event.DENIED)).isEqualTo(1);
    }

    /** sslcon knows no challenge and sends name and password again, once. */
    @Test
    @Requirement(97)
    void takesARepeatedPasswordForAWrongCode() {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        caller.connectionHandle = Optional.of(ask(caller.knock()).place().handle());
        ClientMessage.AuthReply reply = new ClientMessage.AuthReply(
                Optional.empty(), Optional.of("Staff"), credentials("alice", "right"), caller.client());
        caller.connectionHandle = Optional.of(ask(caller.say(reply)).place().handle());

        assertThat(ask(caller.say(reply)).problem()).contains(Problem.WRONG_RESPONSE);
    }

    @Test
    @Requirement(96)
    void takesNoCodeTwice() {
        rig.use("staff", password("alice", "right", challenge("123456", accepted("alice"))));
        ServerMessage.Ask question = ask(caller.signIn(ask(caller.knock()), "alice", "right"));
        caller.fill(question, Field.ANSWER, "123456");
        caller.connection = new Object();

        assertThat(ask(caller.fill(question, Field.ANSWER, "123456")).prompt()).isEqualTo(FORM);
        assertThat(rig.count(AuthCounters.Event.ACCEPTED)).isEqualTo(1);
    }

    @Test
    void asksSixteenChallengesAndNoMore() {
        Outcome asked = accepted("alice");
        for (int i = 0; i < 17; i++) {
            asked = challenge("123456", asked);
        }
        rig.use("staff", password("alice", "right", asked));
        ServerMessage.Ask question = ask(caller.signIn(ask(caller.knock()), "alice", "right"));
        for (int i = 0; i < 15; i++) {
            question = ask(caller.fill(question, Field.ANSWER, "123456"));
        }

        assertThat(caller.fill(question, Field.ANSWER, "123456"))
                .isEqualTo(new ServerMessage.Refused(Problem.TOO_MANY_ATTEMPTS));
    }

    // ---- a new password

    @Test
    @Requirement({88, 89, 90})
    void asksForANewPasswordUntilItFits() {
        List<Answer> answers = new ArrayList<>();
        rig.use("staff", password("alice", "right", newPassword(answers, Optional.empty())));
        ServerMessage.Ask dialog = ask(caller.signIn(ask(caller.knock()), "alice", "right"));
        assertThat(dialog.prompt()).isEqualTo(new Prompt.NewPassword());

        Fields both = new Fields(
                Optional.empty(),
                Map.of(Field.NEW_PASSWORD, new Secret("new"), Field.VERIFY_PASSWORD, new Secret("knew")),
                Optional.empty());
        ServerMessage.Ask again = ask(caller.reply(dialog, Optional.empty(), both));
        assertThat(again.prompt()).isEqualTo(new Prompt.NewPassword());
        assertThat(again.problem()).contains(Problem.NEW_PASSWORD_UNFIT);
        // openconnect compares the two itself and sends one, as the password.
        assertThat(caller.fill(again, Field.PASSWORD, "new")).isInstanceOf(ServerMessage.Complete.class);
        assertThat(answers)
                .containsExactly(
                        new Answer.NewPassword(new Secret("new"), Optional.of(new Secret("knew"))),
                        new Answer.NewPassword(new Secret("new"), Optional.empty()));
        assertThat(rig.bans.list(Instant.EPOCH)).isEmpty();
    }

    private static Outcome newPassword(List<Answer> answers, Optional<Refusal> complaint) {
        return new Outcome.Ask(
                new Question.NewPassword(),
                answer -> {
                    answers.add(answer);
                    return now(
                            ((Answer.NewPassword) answer).repeated().isEmpty()
                                    ? accepted("alice")
                                    : newPassword(answers, Optional.of(Refusal.NEW_PASSWORD_UNFIT)));
                },
                complaint);
    }

    // ---- certificates

    private static CompletionStage<Outcome> withoutCertificate(Answer answer) {
        assertThat(answer).isEqualTo(new Answer.NoCertificate());
        return now(new Outcome.Refused(Refusal.NO_CERTIFICATE));
    }

    /** Accepts whoever shows a certificate; {@code then} is what it comes to. */
    private void useCertificates(Outcome then) {
        rig.use(
                "staff",
                signIn -> now(
                        signIn.certificates().isEmpty()
                                ? new Outcome.Ask(new Question.Certificate(), SignInsTest::withoutCertificate)
                                : then));
    }

    @Test
    void completesAtOnceForACertificateThatSuffices() {
        useCertificates(accepted("alice"));
        caller.certificates = AUTHORITY.client("alice").chain();

        assertThat(caller.knock()).isInstanceOf(ServerMessage.Complete.class);
        assertThat(rig.signIns.underWay().join()).isZero();
    }

    @Test
    void sendsTheClientForItsCertificateAndGoesOnWhenItIsBack() {
        useCertificates(accepted("alice"));
        ServerMessage.Ask request = ask(caller.knock());
        assertThat(request.prompt()).isEqualTo(new Prompt.Certificate());

        caller.connection = new Object();
        caller.cookie = Optional.of(request.place().handle());
        caller.certificates = AUTHORITY.client("alice").chain();
        assertThat(caller.knock()).isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    @Requirement(100)
    void refusesAClientWithoutACertificateInTheWordsThatItKnows() {
        useCertificates(accepted("alice"));
        caller.knock();

        assertThat(caller.knockWithoutCertificate()).isEqualTo(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID));
        assertThat(rig.count(AuthCounters.Event.BAD_CERTIFICATE)).isEqualTo(1);
    }

    @Test
    void showsAFormToAClientWithoutACertificateIfTheChainAllowsIt() {
        rig.use(
                "staff",
                signIn -> now(new Outcome.Ask(
                        new Question.Certificate(),
                        answer -> password("alice", "right").begin(signIn))));

        assertThat(ask(caller.knockWithoutCertificate()).prompt()).isEqualTo(FORM);
    }

    /** A page cannot send its client for a certificate. */
    @Test
    void takesAClientOfPagesForOneWithoutACertificate() {
        useCertificates(accepted("alice"));
        caller.dialect = Dialect.PAGES;

        assertThat(caller.knock()).isEqualTo(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID));
    }

    /** openconnect takes a request for a certificate for an error once it has answered a form. */
    @Test
    void asksForNoCertificateAfterAForm() {
        rig.use(
                "staff",
                password(
                        "alice",
                        "right",
                        new Outcome.Ask(new Question.Certificate(), SignInsTest::withoutCertificate)));

        assertThat(caller.signIn(ask(caller.knock()), "alice", "right"))
                .isEqualTo(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID));
    }

    @Test
    void refusesACertificateThatDoesNotHold() {
        rig.use("staff", signIn -> now(new Outcome.Refused(Refusal.BAD_CERTIFICATE)));

        assertThat(caller.knock()).isEqualTo(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID));
    }

    private static Outcome passwordOf(String user) {
        return new Outcome.Ask(
                new Question.Credentials(Optional.of(new UserName(user))),
                answer -> now(
                        answer.equals(new Answer.Credentials(user, new Secret("right")))
                                ? accepted(user)
                                : new Outcome.Refused(Refusal.WRONG_CREDENTIALS)));
    }

    @Test
    void wantsTheSameCertificateWithThePassword() {
        useCertificates(passwordOf("alice"));
        Credential first = AUTHORITY.client("alice");
        caller.certificates = first.chain();
        ServerMessage.Ask form = ask(caller.knock());
        assertThat(form.certificateAccepted()).isTrue();

        SignInRig.Caller thief = rig.new Caller();
        thief.certificates = AUTHORITY.client("alice").chain();
        assertThat(thief.fill(form, Field.PASSWORD, "right"))
                .isEqualTo(new ServerMessage.Refused(Problem.CERTIFICATE_INVALID));
        assertThat(ask(caller.fill(form, Field.PASSWORD, "right")).prompt())
                .isEqualTo(new Prompt.Credentials(Optional.of("alice"))); // it has ended
        caller.connection = new Object();
        assertThat(caller.fill(ask(caller.knock()), Field.PASSWORD, "right"))
                .isInstanceOf(ServerMessage.Complete.class);
    }

    @Test
    void takesNoNameInstead() {
        useCertificates(passwordOf("alice"));
        caller.certificates = AUTHORITY.client("alice").chain();

        assertThat(ask(caller.signIn(ask(caller.knock()), "bob", "right")).problem())
                .contains(Problem.LOGIN_FAILED);
    }

    // ---- a second certificate

    private List<Answer> useSecondCertificates() {
        List<Answer> answers = new ArrayList<>();
        useCertificates(new Outcome.Ask(new Question.SecondCertificate(List.of("sha256", "sha512")), answer -> {
            answers.add(answer);
            return now(accepted("alice"));
        }));
        caller = rig.new Caller(Capability.MULTIPLE_CERTIFICATES);
        caller.certificates = AUTHORITY.client("machine").chain();
        return answers;
    }

    @Test
    void asksForASecondCertificateWithARandomThatIsNeverTheSame() {
        useSecondCertificates();
        ServerMessage.Ask first = ask(caller.knock());
        ServerMessage.Ask second = ask(caller.knock());

        assertThat(first.certificateAccepted()).isTrue();
        assertThat(first.prompt()).isInstanceOf(Prompt.SecondCertificate.class);
        assertThat(((Prompt.SecondCertificate) first.prompt()).hashes()).containsExactly("sha256", "sha512");
        assertThat(((Prompt.SecondCertificate) first.prompt()).random()).matches("[0-9a-f]{64}");
        assertThat(second.prompt()).isNotEqualTo(first.prompt());
    }

    @Test
    void hasTheSignatureCheckedOverWhatWasSent() {
        List<Answer> answers = useSecondCertificates();
        ServerMessage.Ask request = ask(caller.knock());
        byte[] document = {1, 2, 3};
        rig.signIns
                .written(request.place().handle(), document)
                .toCompletableFuture()
                .join();
        Fields proof = new Fields(
                Optional.empty(),
                Map.of(),
                Optional.of(new Fields.CertificateProof(new byte[] {4}, "sha512", new byte[] {5})));

        assertThat(caller.reply(request, Optional.empty(), proof)).isInstanceOf(ServerMessage.Complete.class);
        Answer.SecondCertificate answer = (Answer.SecondCertificate) answers.getFirst();
        assertThat(answer.signed()).containsExactly(1, 2, 3);
        assertThat(answer.chain()).containsExactly(4);
        assertThat(answer.hash()).isEqualTo("sha512");
        assertThat(answer.signature()).containsExactly(5);
        // Once.
        assertThat(caller.reply(request, Optional.empty(), proof)).isInstanceOf(ServerMessage.Ask.class);
        assertThat(answers).hasSize(1);
    }

    @Test
    void refusesAClientThatCannotProveASecondOne() {
        useSecondCertificates();
        SignInRig.Caller plain = rig.new Caller();
        plain.certificates = caller.certificates;

        assertThat(plain.knock()).isEqualTo(new ServerMessage.Refused(Problem.WRONG_MECHANISM));
    }

    // ---- the end

    @Test
    void acknowledgesALogoutWhateverTheTokenIs() {
        ServerMessage.Complete complete = (ServerMessage.Complete) caller.signIn(ask(caller.knock()), "alice", "right");

        assertThat(caller.say(new ClientMessage.Logout(complete.sessionToken())))
                .isEqualTo(new ServerMessage.LoggedOut());
        assertThat(caller.say(new ClientMessage.Logout(new Secret("unknown"))))
                .isEqualTo(new ServerMessage.LoggedOut());
    }
}

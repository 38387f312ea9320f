package io.sallyport.server.auth;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.config.Limits;
import io.sallyport.server.auth.ClientMessage.Capability;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Consequence.Weight;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.tunnel.TunnelRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a conversation through its profile's chain: what the authenticators ask becomes a prompt, what the client fills in
 * becomes their answer.
 *
 * <p>Confined to the control executor, on which its stages complete; nothing here waits for an authenticator.
 */
final class Dialogue {
    private static final Logger log = LoggerFactory.getLogger(Dialogue.class);
    private static final int MOST_QUESTIONS = 17; // a password, and sixteen challenges after it

    private final ControlExecutor control;
    private final Conversations conversations;
    private final Supplier<Limits> limits;
    private final Gatekeeper gatekeeper;
    private final Entrance entrance;
    private final Forms forms;
    private final AuthCounters counters;
    private final LongSupplier nanoTime;

    Dialogue(
            ControlExecutor control,
            Conversations conversations,
            Forms forms,
            Supplier<Limits> limits,
            Gatekeeper gatekeeper,
            Entrance entrance,
            AuthCounters counters,
            LongSupplier nanoTime) {
        this.control = control;
        this.conversations = conversations;
        this.forms = forms;
        this.limits = limits;
        this.gatekeeper = gatekeeper;
        this.entrance = entrance;
        this.counters = counters;
        this.nanoTime = nanoTime;
    }

    // ---- the beginning of a chain

    /** Whether the client may be sent away to come back with a certificate. */
    enum Certificate {
        CAN_BE_FETCHED,
        WILL_NOT_COME
    }

    /** Begins the chain from its head. */
    CompletionStage<ServerMessage> begin(Turn turn, Certificate certificate, Optional<Problem> problem) {
        return enter(turn, (now, outcome) -> begun(now, outcome, certificate, problem));
    }

    /** Begins the chain of a profile that the client has picked together with its answer. */
    CompletionStage<ServerMessage> beginWith(Turn turn, Fields fields) {
        return enter(turn, (now, outcome) -> {
            if (outcome instanceof Outcome.Ask(Question.Credentials question, Outcome.Continuation next, var _)) {
                now.conversation().ask(question, next);
                noteCertificate(now, question);
                return answer(now, new Conversation.State.Asked(question, next, new byte[0]), fields);
            }
            return begun(now, outcome, Certificate.CAN_BE_FETCHED, Optional.empty());
        });
    }

    private CompletionStage<ServerMessage> enter(
            Turn turn, BiFunction<Turn, Outcome, CompletionStage<ServerMessage>> then) {
        turn.conversation().enter(turn.door());
        return decide(turn, turn.door().authenticator().begin(turn.signIn()), then);
    }

    private CompletionStage<ServerMessage> begun(
            Turn turn, Outcome outcome, Certificate certificate, Optional<Problem> problem) {
        return switch (outcome) {
            case Outcome.Accepted(Identity identity) -> {
                turn.visit().certificate().ifPresent(turn.conversation()::bindTo);
                yield accepted(turn, identity);
            }
            // Nothing that this client could answer would change it.
            case Outcome.Refused(Refusal reason) ->
                refuse(turn, reason, Consequence.of(reason).words());
            case Outcome.Ask(Question.Certificate _, var next, var _)
            when certificate == Certificate.WILL_NOT_COME || turn.client().dialect() == Dialect.PAGES ->
                decide(
                        turn,
                        next.answer(new Answer.NoCertificate()),
                        (now, then) -> begun(now, then, certificate, problem));
            case Outcome.Ask(Question question, var next, var _) -> {
                noteCertificate(turn, question);
                yield ask(turn, question, next, problem);
            }
        };
    }

    /** Whatever a chain asks at its head while a name is known, the certificate has proven that name. */
    private static void noteCertificate(Turn turn, Question first) {
        boolean proven = switch (first) {
            case Question.Credentials(var user) -> user.isPresent();
            case Question.Challenge _, Question.NewPassword _, Question.SecondCertificate _ -> true;
            case Question.Certificate _ -> false;
        };
        if (proven) {
            turn.visit().certificate().ifPresent(turn.conversation()::bindTo);
        }
    }

    // ---- an answer

    CompletionStage<ServerMessage> answer(Turn turn, Conversation.State.Asked asked, Fields fields) {
        Answer answer = Answers.to(asked.question(), fields, asked.document());
        if (answer instanceof Answer.Credentials(String user, var _)) {
            turn.conversation().typed(user);
        }
        return decide(turn, asked.next().answer(answer), this::answered);
    }

    private CompletionStage<ServerMessage> answered(Turn turn, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted(Identity identity) -> accepted(turn, identity);
            case Outcome.Refused(Refusal reason) -> again(turn, reason);
            // Clients take a request for a certificate for an error by now (openconnect).
            case Outcome.Ask(Question.Certificate _, var next, var _) ->
                decide(turn, next.answer(new Answer.NoCertificate()), this::answered);
            case Outcome.Ask(Question question, var next, Optional<Refusal> complaint) ->
                complaint
                        .map(reason -> askAgain(turn, question, next, reason))
                        .orElseGet(() -> ask(turn, question, next, Optional.empty()));
        };
    }

    private CompletionStage<ServerMessage> accepted(Turn turn, Identity identity) {
        return entrance.open(turn, identity)
                .whenCompleteAsync((_, _) -> conversations.end(turn.conversation()), control);
    }

    /** The same question once more. */
    private CompletionStage<ServerMessage> askAgain(
            Turn turn, Question question, Outcome.Continuation next, Refusal complaint) {
        return attemptsAreLeft(turn, complaint)
                ? ask(
                        turn,
                        question,
                        next,
                        Optional.of(Consequence.of(complaint).words()))
                : end(turn, AuthCounters.Event.TOO_MANY_ATTEMPTS, Problem.TOO_MANY_ATTEMPTS);
    }

    /** From the head of the chain. */
    private CompletionStage<ServerMessage> again(Turn turn, Refusal reason) {
        Consequence consequence = Consequence.of(reason);
        if (consequence.weight() == Weight.FINAL) {
            return refuse(turn, reason, consequence.words());
        }
        return attemptsAreLeft(turn, reason)
                ? begin(turn, Certificate.WILL_NOT_COME, Optional.of(consequence.words()))
                : end(turn, AuthCounters.Event.TOO_MANY_ATTEMPTS, Problem.TOO_MANY_ATTEMPTS);
    }

    /** Counts what went wrong. */
    private boolean attemptsAreLeft(Turn turn, Refusal reason) {
        logDenial(turn, reason);
        Weight weight = Consequence.of(reason).weight();
        if (weight == Weight.OUTAGE) {
            counters.events().count(AuthCounters.Event.UNAVAILABLE);
            return true;
        }
        counters.events().count(AuthCounters.Event.DENIED);
        if (weight == Weight.GUESS) {
            gatekeeper.refused(turn.visit().source(), turn.conversation().user());
        }
        return turn.conversation().failed() < limits.get().conversationAttempts();
    }

    // ---- what is said

    private CompletionStage<ServerMessage> ask(
            Turn turn, Question question, Outcome.Continuation next, Optional<Problem> problem) {
        if (question instanceof Question.SecondCertificate && !turn.client().can(Capability.MULTIPLE_CERTIFICATES)) {
            return end(turn, AuthCounters.Event.DENIED, Problem.WRONG_MECHANISM);
        }
        if (turn.conversation().ask(question, next) > MOST_QUESTIONS) {
            return end(turn, AuthCounters.Event.TOO_MANY_ATTEMPTS, Problem.TOO_MANY_ATTEMPTS);
        }
        // An answer to one challenge is none to the next.
        Turn named = question instanceof Question.Challenge ? turn.as(conversations.renew(turn.named())) : turn;
        return CompletableFuture.completedStage(forms.of(named, question, problem));
    }

    private CompletionStage<ServerMessage> refuse(Turn turn, Refusal reason, Problem words) {
        logDenial(turn, reason);
        return end(
                turn,
                switch (Consequence.of(reason).weight()) {
                    case OUTAGE -> AuthCounters.Event.UNAVAILABLE;
                    case FINAL -> AuthCounters.Event.BAD_CERTIFICATE;
                    case GUESS, MISTAKE -> AuthCounters.Event.DENIED;
                },
                words);
    }

    /** Ends the sign-in for good. */
    CompletionStage<ServerMessage> end(Turn turn, AuthCounters.Event event, Problem words) {
        conversations.end(turn.conversation());
        counters.events().count(event);
        log.info("sign-in refused: remote={} reason={}", turn.visit().remote(), event);
        return CompletableFuture.completedStage(new ServerMessage.Refused(words));
    }

    private static void logDenial(Turn turn, Refusal reason) {
        log.info(
                "access denied: user={} profile={} remote={} reason={}",
                TunnelRequest.printable(turn.conversation().user()),
                turn.door().name(),
                turn.visit().remote(),
                reason);
    }

    /** Lets an authenticator work, elsewhere, and goes on here with what it has decided. */
    private CompletionStage<ServerMessage> decide(
            Turn turn,
            CompletionStage<Outcome> decision,
            BiFunction<Turn, Outcome, CompletionStage<ServerMessage>> then) {
        turn.conversation().decide();
        return decision.handleAsync(
                        (outcome, failure) -> {
                            turn.conversation().touch(nanoTime.getAsLong());
                            return outcome == null ? fault(turn, failure) : then.apply(turn, outcome);
                        },
                        control)
                .thenCompose(stage -> stage);
    }

    private static CompletionStage<ServerMessage> fault(Turn turn, @Nullable Throwable failure) {
        turn.conversation().enter(turn.door());
        return CompletableFuture.failedStage(failure == null ? new AssertionError("no outcome") : failure);
    }
}

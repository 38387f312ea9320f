package io.sallyport.aaa;

import java.util.concurrent.CompletionStage;

/** Where a sign-in stands. */
public sealed interface Outcome {

    record Accepted(Identity identity) implements Outcome {}

    /** @param next what is to be called with the answer, at most once */
    record Ask(Question question, Continuation next) implements Outcome {}

    record Refused(Refusal reason) implements Outcome {}

    /** Holds what an authenticator has to remember between its question and the answer. */
    @FunctionalInterface
    interface Continuation {

        CompletionStage<Outcome> answer(Answer answer);
    }
}

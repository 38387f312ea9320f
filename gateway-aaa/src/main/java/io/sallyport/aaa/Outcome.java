package io.sallyport.aaa;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where a sign-in stands. */
public sealed interface Outcome {

    record Accepted(Identity identity) implements Outcome {}

    /**
     * @param next what is to be called with the answer, at most once
     * @param complaint what was wrong with the answer before, if it is asked again; counted like a refusal
     */
    record Ask(Question question, Continuation next, Optional<Refusal> complaint) implements Outcome {
        public Ask(Question question, Continuation next) {
            this(question, next, Optional.empty());
        }
    }

    record Refused(Refusal reason) implements Outcome {}

    /** Holds what an authenticator has to remember between its question and the answer. */
    @FunctionalInterface
    interface Continuation {

        CompletionStage<Outcome> answer(Answer answer);
    }
}

package io.sallyport.aaa;

import io.sallyport.aaa.store.StoreUnavailable;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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

    /** {@code stage}, where a store that is out of reach is not a fault but a refusal. */
    static CompletionStage<Outcome> withoutStore(CompletionStage<Outcome> stage) {
        return stage.exceptionally(failure -> {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            return switch (cause) {
                case StoreUnavailable _ -> new Refused(Refusal.BACKEND_UNAVAILABLE);
                case RuntimeException e -> throw e;
                default -> throw new CompletionException(cause);
            };
        });
    }

    /** Holds what an authenticator has to remember between its question and the answer. */
    @FunctionalInterface
    interface Continuation {

        CompletionStage<Outcome> answer(Answer answer);
    }
}

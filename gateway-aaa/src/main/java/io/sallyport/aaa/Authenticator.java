package io.sallyport.aaa;

import java.util.concurrent.CompletionStage;

/**
 * A way to prove who one is.
 *
 * <p>Stateless: what an authenticator has to remember between a question and its answer lives in the
 * {@link Outcome.Ask#next() continuation}. Any thread may call it; it never blocks the caller, and its stages may complete on
 * any thread. A refusal is an outcome. A stage that completes exceptionally is a fault of the gateway.
 */
public interface Authenticator {

    CompletionStage<Outcome> begin(SignIn signIn);
}

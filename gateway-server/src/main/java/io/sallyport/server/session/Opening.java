package io.sallyport.server.session;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.session.Binding;
import io.sallyport.aaa.session.Client;
import io.sallyport.config.Policy;
import io.sallyport.config.Secret;

/**
 * Somebody who has proven who he is and wants a session.
 *
 * @param binding to what else its client will have to hold
 */
public record Opening(Identity identity, String profile, Policy policy, Client client, Binding binding) {

    /** What becomes of it. */
    public sealed interface Outcome {
        /** @param cookie known to the client alone from now on */
        record Opened(String sessionId, Secret cookie) implements Outcome {}

        /** The user has as many sessions as the policy allows, and all are in use. */
        record TooManyForUser() implements Outcome {}

        /** No session can be had now: the gateway is full, stopping, or its store is out of reach. */
        record Unavailable() implements Outcome {}
    }
}

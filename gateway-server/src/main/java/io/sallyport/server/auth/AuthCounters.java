package io.sallyport.server.auth;

import io.sallyport.server.metrics.Tally;

/** What sign-ins have come to. */
public record AuthCounters(Tally<Event> events) {

    public AuthCounters() {
        this(new Tally<>(Event.class));
    }

    /** Something that a sign-in has come to. */
    public enum Event {
        ACCEPTED,
        /** A wrong answer; the client may try again. */
        DENIED,
        TOO_MANY_ATTEMPTS,
        BANNED,
        BAD_CERTIFICATE,
        TOO_MANY_SESSIONS,
        /** Accepted, but the policy wants a key that the client does not have. */
        WITHOUT_KEY,
        /** Something that is needed was out of reach or used up. */
        UNAVAILABLE,
        /** The same answer once more, on another connection. */
        REPEATED
    }
}

package io.sallyport.server.http;

import io.sallyport.server.metrics.Tally;

/**
 * What clients ask for before they have a tunnel, and what they did wrong.
 *
 * @param requests by what they were for
 * @param refusals by what was wrong with them
 */
public record HttpCounters(Tally<Purpose> requests, Tally<Refusal> refusals) {

    public HttpCounters() {
        this(new Tally<>(Purpose.class), new Tally<>(Refusal.class));
    }

    /** What a request is for. */
    public enum Purpose {
        SIGN_IN,
        TUNNEL,
        DOWNLOAD,
        PAGE
    }

    /** What was wrong with a request. */
    public enum Refusal {
        /** Not HTTP/1.1. */
        MALFORMED,
        HEADERS_TOO_LONG,
        BODY_TOO_LONG,
        BAD_BODY,
        PIPELINED,
        TOO_MANY_REQUESTS,
        UNKNOWN_PATH,
        /** A path that no client asks for: with dots, escapes or backslashes, or very long. */
        HOSTILE_PATH,
        /** A part of a file that it does not have. */
        RANGE_OUT_OF_REACH,
        UNKNOWN_METHOD,
        /** CONNECT, or a profile asked for, without a cookie that stands for a session. */
        UNKNOWN_COOKIE,
        /** CONNECT while something that it needs is out of reach or used up. */
        UNAVAILABLE;

        /** Whether no client would do that, however old or unlucky it is. */
        boolean isViolation() {
            return switch (this) {
                case MALFORMED, HEADERS_TOO_LONG, BODY_TOO_LONG, BAD_BODY, PIPELINED, HOSTILE_PATH -> true;
                case TOO_MANY_REQUESTS, UNKNOWN_PATH, RANGE_OUT_OF_REACH, UNKNOWN_METHOD, UNKNOWN_COOKIE, UNAVAILABLE ->
                    false;
            };
        }
    }
}

package io.sallyport.server.auth;

import io.sallyport.aaa.Refusal;
import io.sallyport.server.auth.ServerMessage.Problem;

/**
 * What a refusal means for a sign-in.
 *
 * @param words one text for many reasons: a stranger must not learn which users there are
 */
record Consequence(Problem words, Weight weight) {

    /** How bad it is. */
    enum Weight {
        /** Counts against the sign-in, its source and its user. */
        GUESS,
        /** Counts against the sign-in. */
        MISTAKE,
        /** Another attempt would come to the same. */
        FINAL,
        /** No fault of the client. */
        OUTAGE
    }

    static Consequence of(Refusal reason) {
        return switch (reason) {
            case WRONG_CREDENTIALS, LOCKED, IDENTITIES_DISAGREE -> new Consequence(Problem.LOGIN_FAILED, Weight.GUESS);
            case WRONG_RESPONSE -> new Consequence(Problem.WRONG_RESPONSE, Weight.GUESS);
            case NOT_A_MEMBER -> new Consequence(Problem.LOGIN_FAILED, Weight.MISTAKE);
            case NEW_PASSWORD_UNFIT -> new Consequence(Problem.NEW_PASSWORD_UNFIT, Weight.MISTAKE);
            case NO_CERTIFICATE, BAD_CERTIFICATE -> new Consequence(Problem.CERTIFICATE_INVALID, Weight.FINAL);
            case BUSY, BACKEND_UNAVAILABLE -> new Consequence(Problem.TRY_AGAIN_LATER, Weight.OUTAGE);
        };
    }
}

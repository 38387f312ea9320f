package io.sallyport.server.auth;

import io.sallyport.config.Secret;
import java.util.List;
import java.util.Optional;

/** What the gateway answers to a {@link ClientMessage}. */
public sealed interface ServerMessage {

    /**
     * The sign-in form of a profile.
     *
     * @param tunnelGroup the profile's name
     * @param groupAlias its label
     * @param handle names this sign-in; comes back with the reply
     * @param groups labels of all profiles on the list, in order
     * @param problem what was wrong with the last answer
     */
    record Form(String tunnelGroup, String groupAlias, String handle, List<String> groups, Optional<Problem> problem)
            implements ServerMessage {
        public Form {
            groups = List.copyOf(groups);
        }
    }

    /** The end of a sign-in that has failed: no form, so that the client stops. */
    record Refused(Problem problem) implements ServerMessage {}

    /**
     * The client is in.
     *
     * @param sessionId for logs
     * @param sessionToken the cookie of CONNECT
     * @param serverCertificateHash SHA-1 of the certificate that this connection was shown, upper-case hex
     * @param clientProfile name of the profile that the client is to fetch
     */
    record Complete(
            String sessionId,
            Secret sessionToken,
            Optional<String> banner,
            String serverCertificateHash,
            Optional<String> clientProfile)
            implements ServerMessage {}

    /** The session is gone, if there was one. */
    record LoggedOut() implements ServerMessage {}

    /**
     * Words of refusal. Clients show them, and some match those of Cisco's gateways; none looks at the number, for which 13
     * stands there as here.
     */
    enum Problem {
        LOGIN_FAILED("Login failed."),
        UNKNOWN_GROUP("Unknown group."),
        TOO_MANY_ATTEMPTS("Login denied. Too many failed attempts."),
        TOO_MANY_SESSIONS("Login denied. Simultaneous login limit exceeded."),
        TRY_AGAIN_LATER("The gateway is busy. Please try again later."),
        CERTIFICATE_INVALID("Certificate Validation Failure");

        private final String text;

        Problem(String text) {
            this.text = text;
        }

        /** Holds no {@code %}: clients would take it for a place to fill. */
        public String text() {
            return text;
        }
    }
}

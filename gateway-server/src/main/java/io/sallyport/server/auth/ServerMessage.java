package io.sallyport.server.auth;

import io.sallyport.config.Secret;
import java.util.List;
import java.util.Optional;

/** What the gateway answers to a {@link ClientMessage}. */
public sealed interface ServerMessage {

    /**
     * The sign-in goes on if the client does what {@code prompt} says.
     *
     * @param problem what was wrong with the last answer
     * @param certificateAccepted whether the certificate of the TLS handshake counts as the first proof
     */
    record Ask(Place place, Prompt prompt, Optional<Problem> problem, boolean certificateAccepted)
            implements ServerMessage {}

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
     * Where the client stands.
     *
     * @param tunnelGroup the profile's name
     * @param groupAlias its label
     * @param handle names this sign-in; comes back with the reply
     * @param groups labels of all profiles on the list, in order
     * @param configHash tells the client which configuration the message speaks of
     */
    record Place(String tunnelGroup, String groupAlias, String handle, List<String> groups, String configHash) {
        public Place {
            groups = List.copyOf(groups);
        }
    }

    /** What the client should do. */
    sealed interface Prompt {
        /** @param prefilled the name that stands in its field already */
        record Credentials(Optional<String> prefilled) implements Prompt {}

        /** The name is settled. */
        record PasswordOnly() implements Prompt {}

        /** @param text any characters */
        record Challenge(String text) implements Prompt {}

        record NewPassword() implements Prompt {}

        /** To come back with a certificate in the TLS handshake. */
        record Certificate() implements Prompt {}

        /**
         * To sign this very message with a second certificate.
         *
         * @param hashes that it may choose from
         * @param random makes the message one that was never sent before; hexadecimal
         */
        record SecondCertificate(List<String> hashes, String random) implements Prompt {
            public SecondCertificate {
                hashes = List.copyOf(hashes);
            }
        }
    }

    /** Words of refusal. Clients show them, and some match those of Cisco's gateways; none looks at the number. */
    enum Problem {
        LOGIN_FAILED("13", "Login failed."),
        WRONG_RESPONSE("51", "Login failed. The response was not accepted."),
        NEW_PASSWORD_UNFIT(
                "13", "The new password was not accepted. It is too short or too long, the old one, or misspelt."),
        UNKNOWN_GROUP("13", "Unknown group."),
        TOO_MANY_ATTEMPTS("13", "Login denied. Too many failed attempts."),
        TOO_MANY_SESSIONS("13", "Login denied. Simultaneous login limit exceeded."),
        WRONG_MECHANISM("15", "Login denied, unauthorized connection mechanism, contact your administrator."),
        TRY_AGAIN_LATER("13", "The gateway is busy. Please try again later."),
        CERTIFICATE_INVALID("13", "Certificate Validation Failure");

        private final String id;
        private final String text;

        Problem(String id, String text) {
            this.id = id;
            this.text = text;
        }

        public String id() {
            return id;
        }

        /** Holds no {@code %}: clients would take it for a place to fill. */
        public String text() {
            return text;
        }
    }
}

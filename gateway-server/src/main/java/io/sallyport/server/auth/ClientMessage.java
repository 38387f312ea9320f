package io.sallyport.server.auth;

import io.sallyport.config.Secret;
import java.util.Optional;
import java.util.Set;

/** What a client says before it has a session. */
public sealed interface ClientMessage {

    /** In what the client wants to be answered. */
    default Dialect dialect() {
        return switch (this) {
            case Init init -> init.client().dialect();
            case AuthReply reply -> reply.client().dialect();
            case Logout _ -> Dialect.AGGREGATE_AUTH_2;
        };
    }

    /**
     * The client knocks, or has picked another profile.
     *
     * @param groupSelect alias or name of a profile
     * @param groupPath path of the URL that the user typed, without a query; never just {@code /}
     * @param withoutCertificate the client has none, or none that it can use
     */
    record Init(Optional<String> groupSelect, Optional<String> groupPath, boolean withoutCertificate, Client client)
            implements ClientMessage {}

    /**
     * The client answers a form.
     *
     * @param handle what the form's opaque part said, if it comes back
     * @param groupSelect alias or name of the profile, if it is repeated
     */
    record AuthReply(Optional<String> handle, Optional<String> groupSelect, Fields fields, Client client)
            implements ClientMessage {}

    /** The client gives its session back. */
    record Logout(Secret sessionToken) implements ClientMessage {}

    /**
     * What the client tells of itself.
     *
     * @param version of the program
     * @param platform such as {@code linux-64} or {@code win}
     * @param computerName may be empty
     * @param capabilities that mean something here
     */
    record Client(String version, String platform, String computerName, Dialect dialect, Set<Capability> capabilities) {

        public Client {
            capabilities = Set.copyOf(capabilities);
        }

        boolean can(Capability capability) {
            return capabilities.contains(capability);
        }

        /** For logs and the store, unchecked. */
        String describe() {
            return (platform + " " + version + " " + computerName).strip();
        }
    }

    /** What a client can do beyond filling in forms. */
    enum Capability {
        /** Proves a second certificate by a signature. */
        MULTIPLE_CERTIFICATES
    }

    /** In what the client speaks and wants to be answered. */
    enum Dialect {
        /** config-auth of version 2. Also for clients that name no version: openconnect 8. */
        AGGREGATE_AUTH_2,
        /** config-auth from a client that knows version 1 only. */
        AGGREGATE_AUTH_1,
        /** Bare pages and urlencoded forms, from before config-auth. */
        PAGES
    }
}

package io.sallyport.server.auth;

import io.sallyport.config.Secret;
import java.util.Optional;

/** What a client says before it has a session. */
public sealed interface ClientMessage {

    /**
     * The client knocks, or has picked another profile.
     *
     * @param groupSelect alias or name of a profile
     * @param groupPath path of the URL that the user typed, without a query; never just {@code /}
     */
    record Init(Optional<String> groupSelect, Optional<String> groupPath, Client client) implements ClientMessage {}

    /**
     * The client answers a form.
     *
     * @param handle what the form's opaque part said, if it comes back
     * @param groupSelect alias or name of the profile, if it is repeated
     * @param user as typed, stripped
     */
    record AuthReply(Optional<String> handle, Optional<String> groupSelect, String user, Secret password, Client client)
            implements ClientMessage {}

    /** The client gives its session back. */
    record Logout(Secret sessionToken) implements ClientMessage {}

    /**
     * What the client tells of itself.
     *
     * @param version of the program
     * @param platform such as {@code linux-64} or {@code win}
     * @param computerName may be empty
     * @param aggregateAuthVersion of the dialogue; openconnect 8 sends none
     */
    record Client(String version, String platform, String computerName, Optional<String> aggregateAuthVersion) {

        /** For logs and the store, unchecked. */
        String describe() {
            return (platform + " " + version + " " + computerName).strip();
        }
    }
}

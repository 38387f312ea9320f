package io.sallyport.aaa;

import java.util.List;
import java.util.Optional;

/** What an authenticator may want to know. */
public sealed interface Question {

    /** @param user whose password is wanted; absent if the name is asked for as well */
    record Credentials(Optional<UserName> user) implements Question {}

    /**
     * A further question, whose answer is not shown while it is typed.
     *
     * @param prompt what the user reads; may come from another server and hold any character
     */
    record Challenge(String prompt) implements Question {}

    /** The user has to choose another password. */
    record NewPassword() implements Question {}

    /**
     * The client should come back with a certificate in its TLS handshake; then the chain begins anew. Only a client that
     * cannot is heard here, by {@link Answer.NoCertificate}.
     */
    record Certificate() implements Question {}

    /**
     * The client should prove that it holds a second certificate, by a signature.
     *
     * @param hashes that it may choose from, in the protocol's spelling; the best first
     */
    record SecondCertificate(List<String> hashes) implements Question {
        public SecondCertificate {
            hashes = List.copyOf(hashes);
        }
    }
}

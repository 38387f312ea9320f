package io.sallyport.aaa;

import java.util.Optional;

/** What an authenticator may want to know. Each is answered by the {@link Answer} of the same name. */
public sealed interface Question {

    /** @param user whose password is wanted; absent if the name is asked for as well */
    record Credentials(Optional<UserName> user) implements Question {}
}

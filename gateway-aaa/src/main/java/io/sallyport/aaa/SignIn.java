package io.sallyport.aaa;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Somebody at the door.
 *
 * @param profile name of the connection profile
 * @param source where the client is, behind any trusted proxy
 * @param user who it has been proven to be so far; absent at the head of a chain
 */
public record SignIn(String profile, InetAddress source, Optional<UserName> user) {

    /** The same, after {@code user} has been proven. */
    SignIn provenAs(UserName user) {
        return new SignIn(profile, source, Optional.of(user));
    }
}

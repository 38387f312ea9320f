package io.sallyport.aaa;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Somebody at the door.
 *
 * @param profile name of the connection profile
 * @param source where the client is, behind any trusted proxy
 * @param certificates what the client has shown in the TLS handshake, its own first, unchecked but for the proof that it holds
 *     the key; empty if it has shown none
 * @param user who it has been proven to be so far; absent at the head of a chain
 */
public record SignIn(String profile, InetAddress source, List<X509Certificate> certificates, Optional<UserName> user) {

    public SignIn {
        certificates = List.copyOf(certificates);
    }

    /** The same, after {@code user} has been proven. */
    SignIn provenAs(UserName user) {
        return new SignIn(profile, source, certificates, Optional.of(user));
    }
}

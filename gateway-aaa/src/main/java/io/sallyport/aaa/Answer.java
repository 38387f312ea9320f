package io.sallyport.aaa;

import io.sallyport.config.Secret;
import java.util.Optional;

/** What the client said to a {@link Question}, unchecked. It is of the kind that the question wants. */
public sealed interface Answer {

    /** @param user as typed; need not be a {@link UserName} */
    record Credentials(String user, Secret password) implements Answer {}

    /** To a {@link Question.Challenge}. */
    record Response(Secret text) implements Answer {}

    /** @param repeated the same once more; absent from clients that compare the two themselves (openconnect) */
    record NewPassword(Secret password, Optional<Secret> repeated) implements Answer {}

    /** To a {@link Question.Certificate}: the client has none, or none that it can use. */
    record NoCertificate() implements Answer {}

    /**
     * To a {@link Question.SecondCertificate}.
     *
     * @param chain a degenerate PKCS #7 SignedData with the client's certificates, DER
     * @param hash as the client calls it, such as {@code sha256}
     * @param signature over {@code signed}: RSA PKCS #1 v1.5, or ECDSA in DER
     * @param signed every byte of the message in which the gateway asked
     */
    record SecondCertificate(byte[] chain, String hash, byte[] signature, byte[] signed) implements Answer {}
}

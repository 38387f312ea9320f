package io.sallyport.server.tunnel;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/**
 * What a CONNECT says of its client's keys.
 *
 * @param next the key of the CONNECT after this one
 * @param signature as it was sent
 * @param exported what it is bound to; absent where the gateway cannot know that: before TLS 1.3
 */
public record StrapProof(StrapKey next, String signature, Optional<byte[]> exported) {

    /** Empty if the client announces no key, or none that is one. */
    public static Optional<StrapProof> of(HttpHeaders headers, Optional<byte[]> exported) {
        return StrapKey.parse(headers.get("X-AnyConnect-STRAP-Pubkey", ""))
                .map(next -> new StrapProof(next, headers.get("X-AnyConnect-STRAP-Verify", ""), exported));
    }

    /** Whether the client holds the key that was announced before. */
    public boolean isSignedBy(StrapKey before) {
        return exported.filter(bytes -> before.hasSigned(bytes, next, signature))
                .isPresent();
    }
}

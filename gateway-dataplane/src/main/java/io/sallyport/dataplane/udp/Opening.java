package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.ClientHello;
import org.jspecify.annotations.Nullable;

/** Begins the handshakes of an {@link Offer}. */
@FunctionalInterface
public interface Opening {
    /**
     * A ClientHello with the offer's id has come from an address that has no handshake of this offer under way. Called on the
     * worker that heard it, any of them; must not wait. The datagram itself follows by {@link Handshaking#datagram}.
     *
     * @return null to pass over it in silence
     */
    @Nullable
    Handshaking begin(ClientHello hello, HandshakePath path);
}

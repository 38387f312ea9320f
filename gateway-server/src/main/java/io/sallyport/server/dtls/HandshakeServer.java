package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.RecordKeys;
import org.bouncycastle.tls.TlsServer;

/** Our end of a handshake, as Bouncy Castle asks it. */
interface HandshakeServer extends TlsServer {
    /** After the handshake. */
    RecordKeys keys();

    /** Whether the client spoke last, so that it needs nothing more of us. */
    boolean clientSpokeLast();
}

package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.RecordKeys;
import org.bouncycastle.tls.TlsServer;

/** Our end of a handshake, as Bouncy Castle asks it. */
interface HandshakeServer extends TlsServer {
    /** After which a handshake is given up. */
    int TIMEOUT_MILLIS = 60_000;

    /** After which a flight is repeated for the first time; as ocserv. */
    int RESEND_MILLIS = 400;

    /** After the handshake. */
    RecordKeys keys();
}

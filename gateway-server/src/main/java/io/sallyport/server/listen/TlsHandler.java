package io.sallyport.server.listen;

import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/** TLS of a connection, which can say when somebody else may go on reading its records. Confined to the channel's worker. */
public final class TlsHandler extends SslHandler {
    /** @param handshakes where the slow parts of handshakes run, off the workers */
    public TlsHandler(SSLEngine engine, Executor handshakes) {
        super(engine, handshakes);
    }

    /** Whether all that has come so far was whole records: none has begun to come. */
    public boolean isBetweenRecords() {
        return actualReadableBytes() == 0;
    }
}

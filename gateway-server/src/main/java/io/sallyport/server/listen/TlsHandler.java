package io.sallyport.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** TLS of a connection, which can say when somebody else may go on reading its records. Confined to the channel's worker. */
public final class TlsHandler extends SslHandler {
    private final CheapestGroup group;
    private boolean begun;

    /** @param handshakes where the slow parts of handshakes run, off the workers */
    public TlsHandler(SSLEngine engine, Executor handshakes) {
        super(engine, handshakes);
        this.group = CheapestGroup.of(engine);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws SSLException {
        if (!begun && ClientHelloPeek.isWhole(bytes)) {
            group.decide(bytes);
            begun = true;
        }
        super.decode(context, bytes, out);
    }

    /** Whether all that has come so far was whole records: none has begun to come. */
    public boolean isBetweenRecords() {
        return actualReadableBytes() == 0;
    }
}

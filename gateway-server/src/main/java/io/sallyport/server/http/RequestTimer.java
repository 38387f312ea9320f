package io.sallyport.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection whose request takes too long to arrive. Stands in front of the HTTP codec, because a request that comes
 * byte by byte is not seen behind it before its header is whole.
 */
final class RequestTimer extends ChannelInboundHandlerAdapter {
    private final long limitMillis;
    private final Runnable counted;
    private @Nullable Future<?> running;

    /** @param counted called when time has run out */
    RequestTimer(long limitMillis, Runnable counted) {
        this.limitMillis = limitMillis;
        this.counted = counted;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (running == null) {
            running = ctx.executor().schedule(() -> expired(ctx), limitMillis, TimeUnit.MILLISECONDS);
        }
        ctx.fireChannelRead(message);
    }

    /** The request is whole; the next byte begins another one. */
    void stop() {
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    private void expired(ChannelHandlerContext ctx) {
        counted.run();
        ctx.close();
    }
}

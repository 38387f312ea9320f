package io.sallyport.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Keeps what a client sends behind its CONNECT until the answer is out: its first frames may come with the request. When this
 * leaves the pipeline, the next handler gets them in order.
 *
 * <p>Holds about {@link #LIMIT} bytes; then the socket is not read any more.
 */
final class EarlyFrames extends ChannelInboundHandlerAdapter {
    private static final int LIMIT = 64 * 1024;

    private final Queue<ByteBuf> held = new ArrayDeque<>();
    private int heldBytes;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        held.add(bytes);
        heldBytes += bytes.readableBytes();
        if (heldBytes > LIMIT) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            ctx.channel().config().setAutoRead(true);
            while (!held.isEmpty()) {
                ctx.fireChannelRead(held.remove());
            }
            ctx.fireChannelReadComplete();
        }
        drop();
    }

    private void drop() {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }
}

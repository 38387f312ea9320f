package io.sallyport.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a client sends behind its CONNECT until the answer is out: its first frames may come with the request. When this
 * leaves the pipeline, the next handler gets them in order.
 *
 * <p>Holds about {@link #LIMIT} bytes; then the socket is not read any more.
 */
final class EarlyFrames extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(EarlyFrames.class);
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

    /** Nobody stands behind this who would look at it: what the peer does wrong now ends its connection like any other. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException || cause instanceof IOException) {
            log.debug("connection lost: remote={} detail={}", ctx.channel().remoteAddress(), cause.getMessage());
        } else {
            log.error("gateway fault: remote={}", ctx.channel().remoteAddress(), cause);
        }
        ctx.close();
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

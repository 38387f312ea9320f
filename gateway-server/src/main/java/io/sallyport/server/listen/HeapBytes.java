package io.sallyport.server.listen;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Copies what the socket delivers from direct to heap memory. One bulk copy per read costs less than what the JDK's AES-GCM
 * spends on copying each record of a direct buffer by itself (300 ns).
 */
@Sharable
final class HeapBytes extends ChannelInboundHandlerAdapter {
    static final HeapBytes INSTANCE = new HeapBytes();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf direct = (ByteBuf) message;
        try {
            ByteBuf heap = ctx.alloc().heapBuffer(direct.readableBytes());
            heap.writeBytes(direct);
            ctx.fireChannelRead(heap);
        } finally {
            direct.release();
        }
    }
}

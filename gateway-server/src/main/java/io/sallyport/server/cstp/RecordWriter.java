package io.sallyport.server.cstp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Seals frames into TLS records, one frame per record, and writes many records at once.
 *
 * <p>{@link SslHandler} allocates and writes a buffer of full record size for each message; here records of a batch stand side
 * by side in one buffer, which costs one allocation, one copy and one system call. The two share the engine: both run on the
 * channel's worker, and after CONNECT the handler itself writes only what TLS wants to say (alerts, key updates).
 *
 * <p>Confined to the channel's worker.
 */
public final class RecordWriter {
    private static final int BATCH_LENGTH =
            64 * 1024; // bytes of records that leave in one write, about 45 full packets
    /** RFC 8446, section 5.1, less tag and content type: JSSE puts no more than that into a record of TLS 1.3. */
    private static final int MAX_PLAINTEXT_LENGTH = 16_384 - 16 - 1;

    private final ChannelHandlerContext tlsContext;
    private final Channel channel;
    private final SSLEngine engine;
    private final int largestRecord;
    private @Nullable ByteBuf batch;

    /** @param tls has completed its handshake */
    public RecordWriter(Channel channel, SslHandler tls) {
        this.channel = channel;
        this.tlsContext = Objects.requireNonNull(channel.pipeline().context(tls));
        this.engine = tls.engine();
        this.largestRecord = engine.getSession().getPacketBufferSize();
    }

    /** Whether a frame with {@code payloadLength} bytes may be appended: the queue is not full, and it fits a record. */
    boolean takes(int payloadLength) {
        return channel.isWritable() && CstpHeader.LENGTH + payloadLength <= MAX_PLAINTEXT_LENGTH;
    }

    /** Seals one frame, header included. The array is not kept. */
    void append(byte[] bytes, int offset, int length) {
        ByteBuffer frame = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (frame.hasRemaining()) { // a key update goes first, in a record of its own
                seal(frame);
            }
        } catch (SSLException e) {
            channel.pipeline().fireExceptionCaught(e);
        }
    }

    private void seal(ByteBuffer frame) throws SSLException {
        ByteBuf records = batch;
        if (records == null) {
            records = channel.alloc().heapBuffer(BATCH_LENGTH + largestRecord);
            batch = records;
        }
        ByteBuffer target = records.internalNioBuffer(records.writerIndex(), records.writableBytes());
        SSLEngineResult result = engine.wrap(frame, target);
        switch (result.getStatus()) {
            case OK -> {}
            case CLOSED -> throw new SSLException("the peer has closed the connection");
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> throw new IllegalStateException("room: " + target.remaining());
        }
        records.writerIndex(records.writerIndex() + result.bytesProduced());
        if (records.writableBytes() < largestRecord) {
            write();
        }
    }

    /** Puts on the wire what {@link #append} has sealed. */
    void flush() {
        write();
        tlsContext.flush();
    }

    private void write() {
        if (batch != null) {
            tlsContext.write(batch, channel.voidPromise());
            batch = null;
        }
    }

    /** Drops what has not been flushed. */
    void release() {
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }
}

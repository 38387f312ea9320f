package io.sallyport.server.cstp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.sallyport.server.listen.TlsHandler;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the TLS records of a tunnel, all that have come at a time, into one buffer.
 *
 * <p>{@link TlsHandler} allocates a buffer and makes an event for each record, which for records of one packet costs as much
 * as opening them. This stands in front of it and takes over from it between two records; what TLS has to say meanwhile
 * (alerts, key updates) it still says itself. The counterpart of {@link RecordWriter}.
 *
 * <p>Confined to the channel's worker.
 */
public final class RecordReader extends ChannelInboundHandlerAdapter {
    private static final int HEADER_LENGTH = 5;
    private static final int FIRST_TYPE = 20;
    private static final int LAST_TYPE = 23; // RFC 8446, section 5.1
    private static final int MAJOR_VERSION = 3;
    private static final int LENGTH_OFFSET = 3;
    private static final int LONGEST_BODY = 16_384 + 2_048; // RFC 5246, section 6.2.3; TLS 1.3 allows less

    private final TlsHandler tls;
    private final SSLEngine engine;
    private final RecordWriter writer;
    private final Consumer<ByteBuf> plaintexts;
    private @Nullable ByteBuf begun; // of a record
    private boolean takenOver;
    private boolean ended;

    /**
     * @param tls has completed its handshake; what it reads until this takes over goes the usual way
     * @param writer of the same channel: what it has sealed has to go before what TLS says
     * @param plaintexts takes the contents of records, on heap, and releases them
     */
    public RecordReader(TlsHandler tls, RecordWriter writer, Consumer<ByteBuf> plaintexts) {
        this.tls = tls;
        this.engine = tls.engine();
        this.writer = writer;
        this.plaintexts = plaintexts;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf received = (ByteBuf) message;
        takenOver |= tls.isBetweenRecords();
        if (!takenOver) {
            ctx.fireChannelRead(received);
        } else if (ended) {
            received.release();
        } else {
            open(ctx, joined(received));
        }
    }

    private ByteBuf joined(ByteBuf received) {
        ByteBuf first = begun;
        if (first == null) {
            return received;
        }
        begun = null;
        first.writeBytes(received);
        received.release();
        return first;
    }

    private void open(ChannelHandlerContext ctx, ByteBuf records) {
        ByteBuf plaintext = ctx.alloc().heapBuffer(records.readableBytes());
        SSLException failure = null;
        try {
            open(ctx, records, plaintext);
            keepRest(ctx, records);
        } catch (SSLException e) {
            failure = e;
            ended = true;
        } finally {
            records.release();
        }
        plaintexts.accept(plaintext);
        if (failure != null) {
            letTlsSpeak(ctx); // the engine has made an alert of it
            ctx.fireExceptionCaught(new DecoderException(failure));
        } else if (ended) {
            ctx.channel().close();
        }
    }

    private void open(ChannelHandlerContext ctx, ByteBuf records, ByteBuf plaintext) throws SSLException {
        ByteBuffer source = records.internalNioBuffer(records.readerIndex(), records.readableBytes());
        ByteBuffer target = plaintext.internalNioBuffer(0, plaintext.capacity());
        try {
            while (!ended && startsWithWholeRecord(source)) {
                SSLEngineResult result = engine.unwrap(source, target);
                records.skipBytes(result.bytesConsumed());
                plaintext.writerIndex(plaintext.writerIndex() + result.bytesProduced());
                follow(ctx, result);
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SSLException("record: " + e.getMessage(), e);
        }
    }

    private void follow(ChannelHandlerContext ctx, SSLEngineResult result) throws SSLException {
        switch (result.getStatus()) {
            case OK -> {}
            case CLOSED -> ended = true;
            case BUFFER_OVERFLOW, BUFFER_UNDERFLOW -> throw new SSLException("record: " + result.getStatus());
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            throw new SSLException("a handshake inside a tunnel");
        }
        if (result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            letTlsSpeak(ctx); // a key update was asked for
        }
    }

    private void letTlsSpeak(ChannelHandlerContext ctx) {
        writer.flush();
        ctx.channel().flush();
    }

    private static boolean startsWithWholeRecord(ByteBuffer source) throws SSLException {
        if (source.remaining() < HEADER_LENGTH) {
            return false;
        }
        int type = source.get(source.position());
        if (type < FIRST_TYPE || type > LAST_TYPE || source.get(source.position() + 1) != MAJOR_VERSION) {
            throw new SSLException("not a TLS record");
        }
        int bodyLength = source.getShort(source.position() + LENGTH_OFFSET) & 0xFFFF;
        if (bodyLength > LONGEST_BODY) {
            throw new SSLException("record: " + bodyLength + " bytes (expected: at most " + LONGEST_BODY + ")");
        }
        return source.remaining() >= HEADER_LENGTH + bodyLength;
    }

    private void keepRest(ChannelHandlerContext ctx, ByteBuf records) {
        if (records.isReadable()) {
            begun = ctx.alloc().heapBuffer(records.readableBytes()).writeBytes(records);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ended = true;
        if (begun != null) {
            begun.release();
            begun = null;
        }
    }
}

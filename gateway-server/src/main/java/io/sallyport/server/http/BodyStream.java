package io.sallyport.server.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.sallyport.server.download.HostedFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a file piece by piece: the next piece is read when the last one is in the socket, and read where waiting for a disk
 * disturbs nobody. A client that reads slowly costs one piece of memory and an open file.
 *
 * <pre>
 *   worker: start ----> reading: open, skip, read --> worker: write --written--> reading: read ... --> last piece: done
 * </pre>
 *
 * <p>Confined to the connection's worker, but for the file, which belongs to whichever reading task runs; there is one at most.
 */
final class BodyStream {
    private static final Logger log = LoggerFactory.getLogger(BodyStream.class);
    private static final int PIECE = 64 * 1024;

    private final ChannelHandlerContext ctx;
    private final Executor reading;
    private final HostedFile file;
    private final ByteRange range;
    private final Consumer<Boolean> done;
    private final byte[] piece;
    private long left;
    private boolean atWork;
    private boolean cancelled;
    private @Nullable InputStream in;

    /** @param done called once, unless this is cancelled: whether all has been sent */
    BodyStream(ChannelHandlerContext ctx, Executor reading, HostedFile file, ByteRange range, Consumer<Boolean> done) {
        this.ctx = ctx;
        this.reading = reading;
        this.file = file;
        this.range = range;
        this.done = done;
        this.left = range.length();
        this.piece = new byte[Math.toIntExact(Math.min(PIECE, range.length()))];
    }

    /** The head of the reply has been written. */
    void start() {
        next();
    }

    /** Nothing more is sent. */
    void cancel() {
        cancelled = true;
        if (!atWork) {
            closeFile();
        }
    }

    private void next() {
        atWork = true;
        int wanted = Math.toIntExact(Math.min(piece.length, left));
        try {
            reading.execute(() -> read(wanted));
        } catch (RejectedExecutionException e) {
            atWork = false; // the gateway stops
            finish(false);
        }
    }

    /** On a reading thread. */
    private void read(int wanted) {
        boolean complete = false;
        try {
            InputStream source = in;
            if (source == null) {
                source = file.open();
                in = source;
                source.skipNBytes(range.start());
            }
            if (source.readNBytes(piece, 0, wanted) < wanted) {
                throw new EOFException("shorter than it was");
            }
            complete = true;
        } catch (IOException e) {
            log.warn("hosted file cannot be read: file={} detail={}", file.source(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("gateway fault: file={}", file.source(), e);
        }
        boolean readable = complete;
        try {
            ctx.executor().execute(() -> haveRead(readable, wanted));
        } catch (RejectedExecutionException e) {
            closeFile(); // the worker has ended
        }
    }

    private void haveRead(boolean complete, int length) {
        atWork = false;
        if (cancelled) {
            closeFile();
        } else if (!complete) {
            finish(false);
        } else {
            write(length);
        }
    }

    /** The piece can be used again when it has been written: TLS has sealed it by then. */
    private void write(int length) {
        left -= length;
        ctx.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(piece, 0, length)))
                .addListener(written -> {
                    if (cancelled) {
                        return;
                    }
                    if (!written.isSuccess()) {
                        finish(false);
                    } else if (left > 0) {
                        next();
                    } else {
                        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
                        finish(true);
                    }
                });
    }

    private void finish(boolean complete) {
        closeFile();
        done.accept(complete);
    }

    private void closeFile() {
        InputStream open = in;
        if (open != null) {
            in = null;
            try {
                open.close();
            } catch (IOException e) {
                log.debug("not closed cleanly: file={} detail={}", file.source(), e.getMessage());
            }
        }
    }
}

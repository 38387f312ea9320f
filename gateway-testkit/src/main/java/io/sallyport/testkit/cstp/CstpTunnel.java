package io.sallyport.testkit.cstp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A granted CONNECT: frames out, frames in. A virtual thread reads; any thread may send and receive.
 *
 * <p>What the headend sends is kept until somebody receives it, at most {@link #MAX_KEPT} frames; more are counted and
 * dropped.
 */
public final class CstpTunnel implements AutoCloseable {
    static final int MAX_KEPT = 1024;

    private final Records connection;
    private final HttpReply reply;
    private final Answering answering;
    private final BlockingQueue<CstpFrame> received = new ArrayBlockingQueue<>(MAX_KEPT);
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong probesAnswered = new AtomicLong();
    private final AtomicLong unalignedRecords = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** Whether the tunnel answers DPD requests by itself; they are received all the same. */
    public enum Answering {
        AUTOMATIC,
        NONE
    }

    private CstpTunnel(Records connection, HttpReply reply, Answering answering) {
        this.connection = connection;
        this.reply = reply;
        this.answering = answering;
    }

    /** Takes over {@code connection}, on which {@code reply} has granted a CONNECT. */
    static CstpTunnel over(Records connection, HttpReply reply, Answering answering) {
        CstpTunnel tunnel = new CstpTunnel(connection, reply, answering);
        Thread.ofVirtual().name("cstp-tunnel").start(tunnel::listen);
        return tunnel;
    }

    /** The headers that granted it. */
    public HttpReply reply() {
        return reply;
    }

    public Optional<String> ipv4() {
        return reply.value("X-CSTP-Address");
    }

    /** With its prefix length, as sent. */
    public Optional<String> ipv6() {
        return reply.value("X-CSTP-Address-IP6");
    }

    /** Sends one frame in a record of its own. */
    public void send(CstpFrame frame) throws IOException {
        sendRaw(frame.toBytes());
    }

    /** Sends these bytes, be they frames or not, in as few records as possible. */
    public void sendRaw(byte[] bytes) throws IOException {
        writing.lock();
        try {
            connection.write(bytes);
        } finally {
            writing.unlock();
        }
    }

    /** The next frame of any type, or empty when none comes in time. */
    public Optional<CstpFrame> receive(Duration limit) {
        try {
            return Optional.ofNullable(received.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** The next frame of this type; those before it are passed over. */
    public CstpFrame receive(int type, Duration limit) {
        long endNanos = System.nanoTime() + limit.toNanos();
        Optional<CstpFrame> frame;
        do {
            frame = receive(Duration.ofNanos(endNanos - System.nanoTime()));
        } while (frame.isPresent() && frame.get().type() != type);
        return frame.orElseThrow(() -> new ClientFailure("no frame of type " + type + " within " + limit));
    }

    /** DPD requests that were answered. */
    public long probesAnswered() {
        return probesAnswered.get();
    }

    /** TLS records that did not hold exactly one frame; openconnect gives up on such a record. */
    public long unalignedRecords() {
        return unalignedRecords.get();
    }

    /** Frames that nobody received in time. */
    public long dropped() {
        return dropped.get();
    }

    public boolean open() {
        return !end.isDone();
    }

    /** Waits for the end, and returns why: {@code closed by headend}, or what went wrong. */
    public String awaitEnd(Duration limit) {
        try {
            return end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("interrupted while waiting for the end of a tunnel", e);
        } catch (TimeoutException e) {
            throw new ClientFailure("the tunnel is still open after " + limit, e);
        } catch (ExecutionException e) {
            throw new AssertionError("it ends with a reason, never with an exception", e);
        }
    }

    /** Tells the headend that the user leaves, and closes: the session ends. */
    public void disconnect() throws IOException {
        send(CstpFrame.bye("Aborted by caller"));
        connection.close();
    }

    /** Closes TCP without a word, as a client does that is cut off: the session stays. */
    @Override
    public void close() throws IOException {
        end.complete("closed by us");
        connection.drop();
    }

    private void listen() {
        ByteBuffer pending = ByteBuffer.allocate(1 << 17);
        try {
            while (true) {
                byte[] record = connection.readRecord();
                if (record.length == 0) {
                    end.complete("closed by headend");
                    return;
                }
                pending.put(record).flip();
                boolean aligned = pending.limit() == record.length
                        && record.length >= CstpFrame.HEADER_LENGTH
                        && CstpFrame.lengthAt(pending) == record.length;
                if (!aligned) {
                    unalignedRecords.incrementAndGet();
                }
                takeFrames(pending);
                pending.compact();
            }
        } catch (IOException | ClientFailure e) {
            end.complete(String.valueOf(e.getMessage()));
        }
    }

    private void takeFrames(ByteBuffer pending) throws IOException {
        while (pending.remaining() >= CstpFrame.HEADER_LENGTH) {
            if (CstpFrame.magicAt(pending) != CstpFrame.MAGIC) {
                throw new ClientFailure("no CSTP frame: %08x".formatted(CstpFrame.magicAt(pending)));
            }
            if (pending.remaining() < CstpFrame.lengthAt(pending)) {
                return;
            }
            CstpFrame frame = CstpFrame.take(pending);
            if (frame.type() == CstpFrame.DPD_REQUEST && answering == Answering.AUTOMATIC) {
                send(new CstpFrame(CstpFrame.DPD_RESPONSE, frame.payload()));
                probesAnswered.incrementAndGet();
            }
            if (!received.offer(frame)) {
                dropped.incrementAndGet();
            }
        }
    }
}

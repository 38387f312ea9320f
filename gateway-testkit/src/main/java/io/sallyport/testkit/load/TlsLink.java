package io.sallyport.testkit.load;

import io.sallyport.testkit.cstp.CstpFrame;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The TLS channel of a session: answers probes, carries traffic in batches. A virtual thread reads; any may send. */
final class TlsLink implements Flow.Link {
    private static final int HEADER_LENGTH = 8;
    private static final int IDLE_LENGTH = 1 << 15;
    private static final int BATCH_LENGTH = 1 << 17;

    private final TlsConnection connection;
    private final Runnable closed;
    private final ReentrantLock using = new ReentrantLock();
    private ByteBuffer plain = ByteBuffer.allocate(IDLE_LENGTH);
    private final SendQueue queue = new SendQueue();
    private @Nullable Flow flow;

    /** @param closed called once when the channel has ended, whoever ended it */
    TlsLink(TlsConnection connection, Runnable closed) {
        this.connection = connection;
        this.closed = closed;
    }

    void start() {
        Thread.ofVirtual().name("tls-link").start(this::listen);
    }

    /** Begins a flow; the one before has ended. */
    Flow begin(Traffic traffic, int address, int port, int mtu) throws IOException {
        using.lock();
        try {
            Flow begun = new Flow(this, traffic, queue, address, port, mtu);
            flow = begun;
            begun.begin();
            endBatch();
            return begun;
        } finally {
            using.unlock();
        }
    }

    void endFlow() {
        using.lock();
        try {
            if (flow != null) {
                flow.end();
                flow = null;
            }
        } finally {
            using.unlock();
        }
    }

    void tick() throws IOException {
        using.lock();
        try {
            if (flow != null) {
                flow.tick();
                endBatch();
            }
        } finally {
            using.unlock();
        }
    }

    private void endBatch() throws IOException {
        queue.run();
        connection.flush();
    }

    @Override
    public void send(byte[] packet, int times) {
        try {
            for (int i = 0; i < times; i++) {
                connection.append(packet, 0, packet.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try {
            boolean more = true;
            while (more) {
                more = connection.read(plain);
                takeBatch();
            }
        } catch (IOException | UncheckedIOException e) {
            // It is over; that somebody else ended it is told in the same way.
        } finally {
            closed.run();
        }
    }

    private void takeBatch() throws IOException {
        using.lock();
        try {
            plain.flip();
            takeFrames();
            plain.compact();
            if (flow != null && plain.capacity() < BATCH_LENGTH) {
                connection.expectBatches();
                plain = ByteBuffer.allocate(BATCH_LENGTH).put(plain.flip());
            }
            endBatch();
        } finally {
            using.unlock();
        }
    }

    private void takeFrames() throws IOException {
        while (plain.remaining() >= HEADER_LENGTH) {
            int at = plain.position();
            int length = Short.toUnsignedInt(plain.getShort(at + 4));
            if (plain.remaining() < HEADER_LENGTH + length) {
                return;
            }
            frame(plain.get(at + 6), plain.array(), at + HEADER_LENGTH, length);
            plain.position(at + HEADER_LENGTH + length);
        }
    }

    private void frame(int type, byte[] bytes, int offset, int length) throws IOException {
        if (type == CstpFrame.DATA && flow != null) {
            flow.packet(bytes, offset, length);
        } else if (type == CstpFrame.DPD_REQUEST) {
            byte[] answer = new CstpFrame(CstpFrame.DPD_RESPONSE).toBytes();
            connection.append(answer, 0, answer.length);
        }
    }

    /** Ends the channel without a word. */
    void drop() throws IOException {
        connection.drop();
    }

    /** Ends the session as well. */
    void disconnect() throws IOException {
        using.lock();
        try (connection) {
            connection.write(CstpFrame.bye("Aborted by caller").toBytes());
        } finally {
            using.unlock();
        }
    }
}

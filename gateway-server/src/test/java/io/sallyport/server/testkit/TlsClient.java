package io.sallyport.server.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * A TLS connection to the gateway that shows its records: what {@link #receive} answers came in exactly one. Confined to one
 * thread.
 */
public final class TlsClient implements AutoCloseable {
    private static final int ROOM = 32 * 1024; // for a record and what belongs to it

    private final RawConnection connection;
    private final SSLEngine engine;
    private final List<TlsRecord> sent = new ArrayList<>();
    private final List<TlsRecord> received = new ArrayList<>();

    /**
     * Connects and completes the handshake.
     *
     * @throws SSLException if the handshake fails
     */
    public TlsClient(InetSocketAddress gateway, TlsOptions options) throws IOException {
        this.connection = new RawConnection(gateway);
        this.engine = options.newEngine();
        try {
            engine.beginHandshake();
            handshake();
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private void handshake() throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    TlsRecord record =
                            connection.receive().orElseThrow(() -> new SSLException("closed in the handshake"));
                    received.add(record);
                    try {
                        unwrap(record);
                    } catch (SSLException e) {
                        sayWhatIsWrong();
                        throw e;
                    }
                }
                case NEED_TASK -> runTasks();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /** The alert that follows from what the gateway has sent. */
    private void sayWhatIsWrong() throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            wrap(ByteBuffer.allocate(0));
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** Sends bytes in one record. */
    public void send(byte... bytes) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(bytes);
        do {
            wrap(plain);
        } while (plain.hasRemaining());
    }

    private void wrap(ByteBuffer plain) throws IOException {
        byte[] bytes = seal(plain);
        if (bytes.length > 0) {
            TlsRecord.read(new ByteArrayInputStream(bytes)).ifPresent(sent::add);
            connection.send(bytes);
        }
    }

    private byte[] seal(ByteBuffer plain) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(ROOM);
        SSLEngineResult result = engine.wrap(plain, out);
        return Arrays.copyOf(out.array(), result.bytesProduced());
    }

    /** Sends bytes past TLS. */
    public void sendInClear(byte... bytes) throws IOException {
        connection.send(bytes);
    }

    /** Sends a record, and at once behind it bytes past TLS. */
    public void sendThenInClear(byte[] bytes, byte... inClear) throws IOException {
        byte[] sealed = seal(ByteBuffer.wrap(bytes));
        connection.send(ByteBuffer.allocate(sealed.length + inClear.length)
                .put(sealed)
                .put(inClear)
                .array());
    }

    /** Waits for the next record with data; empty if the gateway has closed. */
    public Optional<byte[]> receive() throws IOException {
        while (true) {
            Optional<TlsRecord> record = connection.receive();
            if (record.isEmpty()) {
                return Optional.empty();
            }
            byte[] plain;
            try {
                plain = unwrap(record.get());
            } catch (SSLException e) { // an alert
                connection.awaitClose();
                return Optional.empty();
            }
            if (plain.length > 0) {
                return Optional.of(plain);
            }
            if (engine.isInboundDone()) {
                connection.awaitClose();
                return Optional.empty();
            }
        }
    }

    private byte[] unwrap(TlsRecord record) throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        ByteBuffer in = record.bytes();
        do {
            ByteBuffer out = ByteBuffer.allocate(ROOM);
            SSLEngineResult result = engine.unwrap(in, out);
            plain.write(out.array(), 0, out.position());
            runTasks();
            if (result.getStatus() == Status.CLOSED) {
                break;
            }
        } while (in.hasRemaining() || engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP_AGAIN);
        return plain.toByteArray();
    }

    /** What the handshake has come to. */
    public SSLSession session() {
        return engine.getSession();
    }

    /** Empty if the gateway has chosen none. */
    public String alpn() {
        return engine.getApplicationProtocol();
    }

    /** The gateway's ServerHello. */
    public HandshakeMessage.Hello serverHello() {
        return fromServer(HandshakeMessage.SERVER_HELLO).orElseThrow().asHello();
    }

    public HandshakeMessage.Hello clientHello() {
        return HandshakeMessage.in(sent).getFirst().asHello();
    }

    /** TLS 1.2 only: later versions encrypt it. */
    public Optional<HandshakeMessage> certificateRequest() {
        return fromServer(HandshakeMessage.CERTIFICATE_REQUEST);
    }

    /** TLS 1.2 only. */
    public Optional<HandshakeMessage> serverKeyExchange() {
        return fromServer(HandshakeMessage.SERVER_KEY_EXCHANGE);
    }

    private Optional<HandshakeMessage> fromServer(int type) {
        return HandshakeMessage.in(received).stream()
                .filter(message -> message.type() == type)
                .findFirst();
    }

    /** Where it comes from. */
    public InetSocketAddress local() {
        return connection.local();
    }

    /** Breaks off with a TCP RST. */
    public void reset() throws IOException {
        connection.reset();
    }

    /** Closes TCP without a word. */
    @Override
    public void close() throws IOException {
        connection.close();
    }
}

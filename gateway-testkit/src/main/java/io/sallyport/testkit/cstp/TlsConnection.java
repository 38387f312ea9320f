package io.sallyport.testkit.cstp;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * A TLS connection to a headend. One thread may write while another reads.
 *
 * <p>A write makes one TLS record (up to 16 KiB), and a read gives what one record held: clients depend on that border,
 * so it is kept visible. Who moves many records at a time uses {@link #append}, {@link #flush} and {@link #read}: a
 * system call for all of them.
 */
public final class TlsConnection implements Records, AutoCloseable {
    private static final int MAX_RECORD_LENGTH = 1 << 14;
    private static final int MAX_HEAD_LENGTH = 1 << 17;
    private static final int BATCH_LENGTH = 1 << 16;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final InputStream in;

    /** What has come and was not read yet, from its position to its limit. */
    private ByteBuffer sealedIn;

    /** What is to leave, up to its position. Grows as batches do: most connections write little. */
    private ByteBuffer sealedOut;

    /** What a record held behind the end of an HTTP reply. */
    private byte[] unread = {};

    private TlsConnection(SocketChannel channel, SSLEngine engine) throws IOException {
        this.channel = channel;
        this.engine = engine;
        this.in = channel.socket().getInputStream();
        this.sealedIn =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).limit(0);
        this.sealedOut = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    }

    /**
     * Connects and shakes hands, always in full: nothing of an earlier connection is resumed.
     *
     * @param from makes the socket
     * @param trusted the only key that is
     * @param protocols such as {@code TLSv1.2}; none means what the JDK offers
     * @throws IOException when there is no connection, or no handshake
     */
    public static TlsConnection open(
            Connector from, InetSocketAddress to, X509Certificate trusted, List<String> protocols) throws IOException {
        SocketChannel channel = from.connect(to);
        try {
            channel.socket().setTcpNoDelay(true);
            SSLEngine engine = PinnedTrust.of(trusted)
                    .newContext()
                    .createSSLEngine(to.getAddress().getHostAddress(), to.getPort());
            engine.setUseClientMode(true);
            if (!protocols.isEmpty()) {
                engine.setEnabledProtocols(protocols.toArray(String[]::new));
            }
            TlsConnection connection = new TlsConnection(channel, engine);
            connection.shakeHands();
            return connection;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private void shakeHands() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> {
                    wrap(ByteBuffer.allocate(0));
                    flush();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (unwrap(ByteBuffer.allocate(MAX_RECORD_LENGTH)) == Status.CLOSED) {
                        throw new SSLException("closed in the handshake");
                    }
                }
                case NEED_TASK -> runTasks();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /** What was agreed on. */
    public SSLSession session() {
        return engine.getSession();
    }

    // ---- out

    /** Writes one record when {@code bytes} fits into one. */
    @Override
    public void write(byte[] bytes) throws IOException {
        append(bytes, 0, bytes.length);
        flush();
    }

    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals one record, which leaves with {@link #flush}, or earlier when many wait. */
    public void append(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer plain = ByteBuffer.wrap(bytes, offset, length);
        do {
            wrap(plain);
        } while (plain.hasRemaining());
        if (sealedOut.position() > BATCH_LENGTH) {
            flush();
        }
    }

    /** Sends what {@link #append} has sealed; waits until TCP has taken it. */
    public void flush() throws IOException {
        sealedOut.flip();
        while (sealedOut.hasRemaining()) {
            channel.write(sealedOut);
        }
        sealedOut.clear();
    }

    private void wrap(ByteBuffer plain) throws IOException {
        int room = engine.getSession().getPacketBufferSize();
        if (sealedOut.remaining() < room) {
            sealedOut = ByteBuffer.allocate(sealedOut.position() + BATCH_LENGTH).put(sealedOut.flip());
        }
        SSLEngineResult result = engine.wrap(plain, sealedOut);
        if (result.getStatus() == Status.CLOSED && plain.hasRemaining()) {
            throw new SSLException("closed");
        }
    }

    // ---- in

    /**
     * Reads what one record held.
     *
     * @return empty when the other end has closed
     */
    @Override
    public byte[] readRecord() throws IOException {
        if (unread.length > 0) {
            byte[] rest = unread;
            unread = new byte[0];
            return rest;
        }
        ByteBuffer plain = ByteBuffer.allocate(MAX_RECORD_LENGTH);
        while (plain.position() == 0) {
            if (unwrap(plain) == Status.CLOSED) {
                break;
            }
        }
        return Arrays.copyOf(plain.array(), plain.position());
    }

    /**
     * Reads what the next records held: at least one, and those that have already come, until less than a record's room
     * is left. What this has begun to read is not for {@link #readRecord}.
     *
     * @param plain has room for at least 16 KiB
     * @return whether there may be more; no, when the other end has closed
     */
    public boolean read(ByteBuffer plain) throws IOException {
        plain.put(unread);
        unread = new byte[0];
        int before = plain.position();
        while (plain.position() == before || (hasWholeRecord() && plain.remaining() >= MAX_RECORD_LENGTH)) {
            if (unwrap(plain) == Status.CLOSED) {
                return false;
            }
        }
        return true;
    }

    /** Makes the buffer in which sealed records arrive as large as a batch, for those who read much. */
    public void expectBatches() {
        sealedIn = ByteBuffer.allocate(2 * BATCH_LENGTH).put(sealedIn).flip();
    }

    private boolean hasWholeRecord() {
        return sealedIn.remaining() >= 5
                && sealedIn.remaining() >= 5 + Short.toUnsignedInt(sealedIn.getShort(sealedIn.position() + 3));
    }

    /** Takes one record apart, waiting for it if need be; what it means for the handshake is done. */
    private Status unwrap(ByteBuffer plain) throws IOException {
        while (true) {
            SSLEngineResult result = engine.unwrap(sealedIn, plain);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                if (!fill()) {
                    return Status.CLOSED;
                }
                continue;
            }
            runTasks();
            if (result.getStatus() == Status.OK && answersAreDue(result)) {
                wrap(ByteBuffer.allocate(0));
                flush();
            }
            return result.getStatus();
        }
    }

    /** Behind the handshake, TLS 1.3 asks for new keys now and then. */
    private boolean answersAreDue(SSLEngineResult result) {
        return result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && result.bytesConsumed() > 0 && isConnected();
    }

    private boolean isConnected() {
        return !engine.getSession().getProtocol().equals("NONE") && !engine.isOutboundDone();
    }

    private boolean fill() throws IOException {
        sealedIn.compact();
        int read = in.read(sealedIn.array(), sealedIn.position(), sealedIn.remaining());
        sealedIn.position(sealedIn.position() + Math.max(0, read)).flip();
        return read > 0;
    }

    /** Reads a reply with its body, except behind a CONNECT that was granted: what follows there are frames. */
    public HttpReply readReply(Method method) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int end;
        while ((end = indexOf(read.toByteArray(), END_OF_HEAD)) < 0) {
            if (read.size() > MAX_HEAD_LENGTH) {
                throw new ClientFailure("head of more than " + MAX_HEAD_LENGTH + " bytes");
            }
            readInto(read);
        }
        HttpReply reply = HttpReply.parseHead(Arrays.copyOf(read.toByteArray(), end));
        int bodyBegin = end + END_OF_HEAD.length;
        int bodyEnd = bodyBegin + (method == Method.CONNECT && reply.status() == 200 ? 0 : reply.contentLength());
        while (read.size() < bodyEnd) {
            readInto(read);
        }
        byte[] all = read.toByteArray();
        unread = Arrays.copyOfRange(all, bodyEnd, all.length);
        return reply.withBody(Arrays.copyOfRange(all, bodyBegin, bodyEnd));
    }

    /** Methods whose replies differ in shape. */
    public enum Method {
        GET,
        POST,
        CONNECT
    }

    /** Longest silence that a read waits out; zero for any. */
    public void readTimeout(Duration limit) throws IOException {
        channel.socket().setSoTimeout(Math.toIntExact(limit.toMillis()));
    }

    /** Says goodbye by TLS, then closes. */
    @Override
    public void close() throws IOException {
        try (channel) {
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                wrap(ByteBuffer.allocate(0));
            }
            flush();
        }
    }

    /** Closes TCP without a word of TLS, as a client does whose machine goes to sleep. */
    @Override
    public void drop() throws IOException {
        channel.close();
    }

    private void readInto(ByteArrayOutputStream sink) throws IOException {
        byte[] record = readRecord();
        if (record.length == 0) {
            throw new EOFException("closed after " + sink.size() + " bytes of a reply");
        }
        sink.writeBytes(record);
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}

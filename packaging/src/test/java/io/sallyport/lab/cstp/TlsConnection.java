package io.sallyport.lab.cstp;

import io.sallyport.lab.Identity;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * A TLS connection to a headend. One thread may write while another reads.
 *
 * <p>A write makes one TLS record (up to 16 KiB), and a read gives what one record held: clients depend on that border,
 * so it is kept visible.
 */
public final class TlsConnection implements Records, AutoCloseable {
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(20);
    private static final int MAX_RECORD_LENGTH = 1 << 14;
    private static final int MAX_HEAD_LENGTH = 1 << 17;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;

    /** What a record held behind the end of an HTTP reply. */
    private byte[] unread = {};

    private TlsConnection(SocketChannel channel, SSLSocket socket) throws IOException {
        this.channel = channel;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects and shakes hands, always in full: nothing of an earlier connection is resumed.
     *
     * @param from where the socket lives
     * @param identity the only one that is trusted
     * @param protocols such as {@code TLSv1.2}; none means what the JDK offers
     * @throws IOException when there is no connection, or no handshake
     */
    public static TlsConnection open(Namespace from, InetSocketAddress to, Identity identity, String... protocols)
            throws IOException {
        SocketChannel channel = from.connect(to, TIME_TO_CONNECT);
        try {
            SSLSocket socket = (SSLSocket) PinnedTrust.of(identity)
                    .newContext()
                    .getSocketFactory()
                    .createSocket(channel.socket(), to.getAddress().getHostAddress(), to.getPort(), true);
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            channel.socket().setTcpNoDelay(true);
            socket.startHandshake();
            return new TlsConnection(channel, socket);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What was agreed on. */
    public SSLSession session() {
        return socket.getSession();
    }

    /** Writes one record when {@code bytes} fits into one. */
    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    public void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

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
        byte[] buffer = new byte[MAX_RECORD_LENGTH];
        int length = in.read(buffer);
        return Arrays.copyOf(buffer, Math.max(0, length));
    }

    /** Reads a reply with its body, except behind a CONNECT that was granted: what follows there are frames. */
    public HttpReply readReply(Method method) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int end;
        while ((end = indexOf(read.toByteArray(), END_OF_HEAD)) < 0) {
            if (read.size() > MAX_HEAD_LENGTH) {
                throw new LabFailure("head of more than " + MAX_HEAD_LENGTH + " bytes");
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

    /** Longest silence that a read waits out. */
    public void readTimeout(Duration limit) throws IOException {
        channel.socket().setSoTimeout(Math.toIntExact(limit.toMillis()));
    }

    /** Says goodbye by TLS, then closes. */
    @Override
    public void close() throws IOException {
        socket.close();
        channel.close();
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

package io.sallyport.server.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** HTTP on a connection of a client, until it becomes a tunnel. */
public final class HttpConnection implements AutoCloseable {
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final TlsClient tls;
    private byte[] unread = new byte[0];

    public HttpConnection(TlsClient tls) {
        this.tls = tls;
    }

    public TlsClient tls() {
        return tls;
    }

    /** Sends a request and waits for the answer. */
    public HttpReply send(HttpRequest request) throws IOException {
        tls.send(request.bytes());
        return receive(!request.line().startsWith("HEAD "));
    }

    /** Waits for the next answer. */
    public HttpReply receive() throws IOException {
        return receive(true);
    }

    private HttpReply receive(boolean bodyFollows) throws IOException {
        int end = latin1(unread).indexOf(END_OF_HEAD);
        while (end < 0) {
            more();
            end = latin1(unread).indexOf(END_OF_HEAD);
        }
        String[] lines = latin1(unread).substring(0, end).split("\r\n", -1);
        unread = Arrays.copyOfRange(unread, end + END_OF_HEAD.length(), unread.length);
        if (!lines[0].matches("HTTP/1\\.1 [0-9]{3}( .*)?")) {
            throw new AssertionError("not a status line: " + lines[0]);
        }
        List<HttpReply.Header> headers = new ArrayList<>();
        for (String line : Arrays.asList(lines).subList(1, lines.length)) {
            String[] parts = line.split(": ", 2);
            headers.add(new HttpReply.Header(parts[0], parts[1]));
        }
        HttpReply head = new HttpReply(Integer.parseInt(lines[0].substring(9, 12)), headers, new byte[0]);
        int length =
                bodyFollows ? head.one("Content-Length").map(Integer::parseInt).orElse(0) : 0;
        while (unread.length < length) {
            more();
        }
        byte[] body = Arrays.copyOf(unread, length);
        unread = Arrays.copyOfRange(unread, length, unread.length);
        return new HttpReply(head.status(), headers, body);
    }

    private void more() throws IOException {
        byte[] next = tls.receive().orElseThrow(() -> new IOException("closed before an answer was whole"));
        int had = unread.length;
        unread = Arrays.copyOf(unread, had + next.length);
        System.arraycopy(next, 0, unread, had, next.length);
    }

    /** Whether the gateway closes, with nothing more to say. */
    public boolean isClosedByGateway() throws IOException {
        Optional<byte[]> more = unread.length > 0 ? Optional.of(unread) : tls.receive();
        return more.isEmpty();
    }

    /** What has come behind the last answer, in the same record. */
    byte[] rest() {
        return unread;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        tls.close();
    }
}

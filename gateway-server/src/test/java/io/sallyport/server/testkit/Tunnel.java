package io.sallyport.server.testkit;

import java.io.IOException;
import java.util.Optional;

/** A tunnel from its CONNECT on. */
public final class Tunnel implements AutoCloseable {
    private final TlsClient tls;
    private final HttpReply reply;

    /** @param reply of CONNECT, with nothing behind it */
    Tunnel(HttpConnection connection, HttpReply reply) {
        this.tls = connection.tls();
        this.reply = reply;
        if (connection.rest().length > 0) {
            throw new AssertionError("bytes behind the answer to CONNECT, in its record");
        }
    }

    /** The X-CSTP headers. */
    public HttpReply reply() {
        return reply;
    }

    public String ipv4() {
        return reply.one("X-CSTP-Address").orElseThrow();
    }

    /** Without the length of the prefix. */
    public String ipv6() {
        return reply.one("X-CSTP-Address-IP6").orElseThrow().split("/", 2)[0];
    }

    public TlsClient tls() {
        return tls;
    }

    /** Sends a frame in a record of its own. */
    public void send(Frame frame) throws IOException {
        tls.send(frame.bytes());
    }

    /** Waits for the next record, which has to be one frame. */
    public Frame receive() throws IOException {
        return Frame.parse(tls.receive().orElseThrow(() -> new AssertionError("the gateway has closed the tunnel")));
    }

    /** Waits until the gateway closes. @return its last word, if it says anything */
    public Optional<Frame> awaitClose() throws IOException {
        Optional<Frame> last = Optional.empty();
        for (Optional<byte[]> record = tls.receive(); record.isPresent(); record = tls.receive()) {
            last = record.map(Frame::parse);
        }
        return last;
    }

    /** Whether the gateway answers a probe with its very bytes, and has said nothing before. */
    public boolean answers(String probe) throws IOException {
        send(Frame.dpdRequest(probe));
        Frame answer = receive();
        return answer.type() == Frame.DPD_RESPONSE && answer.text().equals(probe);
    }

    /** Closes TCP without a word. */
    @Override
    public void close() throws IOException {
        tls.close();
    }
}

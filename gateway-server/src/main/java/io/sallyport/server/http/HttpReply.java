package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer before the tunnel.
 *
 * @param headers beyond those that every answer has; in order, names spelled as on the wire
 * @param close whether the connection ends with it
 */
record HttpReply(HttpResponseStatus status, List<Header> headers, byte[] body, boolean close) {
    record Header(String name, String value) {}

    HttpReply {
        headers = List.copyOf(headers);
    }

    /** An answer without a body that ends the connection. */
    static HttpReply ending(HttpResponseStatus status) {
        return new HttpReply(status, List.of(), new byte[0], true);
    }

    static HttpReply text(String text) {
        return new HttpReply(
                HttpResponseStatus.OK,
                List.of(new Header("Content-Type", "text/plain; charset=utf-8")),
                text.getBytes(StandardCharsets.UTF_8),
                false);
    }

    HttpReply with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers);
        all.addAll(more);
        return new HttpReply(status, all, body, close);
    }
}

package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpResponseStatus;
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
}

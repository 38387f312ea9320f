package io.sallyport.testkit.cstp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reply as it came, names in the case and in the order of the wire.
 *
 * @param status the number of the first line
 * @param head first line and headers as they came, without the empty line
 * @param headers one for each line
 * @param body as UTF-8; empty behind a CONNECT that was granted
 */
public record HttpReply(int status, String head, List<Header> headers, String body) {

    /** One header line. */
    public record Header(String name, String value) {}

    public HttpReply {
        headers = List.copyOf(headers);
    }

    /** @param bytes first line and headers, without the empty line */
    static HttpReply parseHead(byte[] bytes) {
        String head = new String(bytes, StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r\n", -1);
        if (!lines[0].matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new ClientFailure("status line: " + lines[0]);
        }
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new ClientFailure("header line: " + lines[i]);
            }
            headers.add(new Header(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        return new HttpReply(Integer.parseInt(lines[0].substring(9, 12)), head, headers, "");
    }

    HttpReply withBody(byte[] bytes) {
        return new HttpReply(status, head, headers, new String(bytes, StandardCharsets.UTF_8));
    }

    /** The values of all headers of exactly this name, in order. */
    public List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .toList();
    }

    /** The first of {@link #values}. */
    public Optional<String> value(String name) {
        return values(name).stream().findFirst();
    }

    /** The value of a cookie that this reply sets; empty when it does not, or takes it back. */
    public Optional<String> cookie(String name) {
        return values("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).split(";", -1)[0])
                .filter(value -> !value.isEmpty())
                .reduce((_, last) -> last);
    }

    /** Bytes of the body; 0 when it does not say. */
    int contentLength() {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase("Content-Length"))
                .mapToInt(header -> Integer.parseInt(header.value()))
                .findFirst()
                .orElse(0);
    }
}

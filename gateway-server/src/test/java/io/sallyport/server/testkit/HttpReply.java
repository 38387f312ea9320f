package io.sallyport.server.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What the gateway answers, as it stood on the wire.
 *
 * @param headers in order, spelled as they were sent
 */
public record HttpReply(int status, List<Header> headers, byte[] body) {
    /** One line. */
    public record Header(String name, String value) {}

    /** The values of a header, by its exact spelling, in order. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equals(name))
                .map(Header::value)
                .toList();
    }

    /** The value of a header that is there at most once. */
    public Optional<String> one(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " is there " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    public List<String> names() {
        return headers.stream().map(Header::name).toList();
    }

    /** The {@code Set-Cookie} lines of one cookie, in order. */
    public List<String> cookie(String name) {
        return all("Set-Cookie").stream()
                .filter(line -> line.startsWith(name + "="))
                .toList();
    }

    /** The value that a cookie has in the end; empty if it was cleared. */
    public String cookieValue(String name) {
        return cookie(name).getLast().substring(name.length() + 1).split(";", 2)[0];
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body as a document. */
    public XmlReply xml() {
        return XmlReply.parse(text());
    }

    @Override
    public String toString() {
        return status + " " + headers + "\n" + text();
    }
}

package io.sallyport.server.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request, written exactly as told. */
public record HttpRequest(String line, List<String> headers, byte[] body) {

    private static HttpRequest of(String line, String... headers) {
        List<String> all = new ArrayList<>(List.of("Host: vpn.example.net"));
        all.addAll(List.of(headers));
        return new HttpRequest(line, all, new byte[0]);
    }

    public static HttpRequest get(String path, String... headers) {
        return of("GET " + path + " HTTP/1.1", headers);
    }

    public static HttpRequest head(String path) {
        return of("HEAD " + path + " HTTP/1.1");
    }

    /** With what openconnect 9.01 sends beside the body. */
    public static HttpRequest post(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new HttpRequest(
                "POST " + path + " HTTP/1.1",
                List.of(
                        "Host: vpn.example.net",
                        "User-Agent: Open AnyConnect VPN Agent v9.01",
                        "Accept: */*",
                        "Accept-Encoding: identity",
                        "X-Transcend-Version: 1",
                        "X-Aggregate-Auth: 1",
                        "Content-Type: application/xml; charset=utf-8",
                        "Content-Length: " + bytes.length),
                bytes);
    }

    /** @param target usually {@code /CSCOSSLC/tunnel} */
    public static HttpRequest connect(String target, String... headers) {
        return of("CONNECT " + target + " HTTP/1.1", headers);
    }

    public HttpRequest with(String... more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(more));
        return new HttpRequest(line, all, body);
    }

    /** Without a header that is there by default. */
    public HttpRequest without(String name) {
        return new HttpRequest(
                line,
                headers.stream()
                        .filter(header -> !header.startsWith(name + ":"))
                        .toList(),
                body);
    }

    public byte[] bytes() {
        byte[] head = (line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }
}

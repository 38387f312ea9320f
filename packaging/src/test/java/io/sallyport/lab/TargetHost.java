package io.sallyport.lab;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The host behind the gateway: a web server on port 80 of both families that is never the slowest link. One request per
 * connection:
 *
 * <ul>
 *   <li>{@code GET /} a small page
 *   <li>{@code GET /bytes?count=N&seed=S} N bytes of {@link PatternBytes}
 *   <li>{@code PUT} or {@code POST /upload} says how many bytes came and their SHA-256; {@code /upload?digest=none} only
 *       counts, for measurements
 * </ul>
 */
public final class TargetHost {
    static final int PORT = 80;
    static final String PAGE = "<!doctype html><title>target</title><p>You have reached the host behind the gateway.\n";

    private static final String READY = "target ready";
    private static final Duration TIME_TO_START = Duration.ofSeconds(20);
    private static final int BUFFER_LENGTH = 1 << 20;
    private static final Pattern BYTES =
            Pattern.compile("GET /bytes\\?count=(\\d{1,15})&seed=(-?\\d{1,18}) HTTP/1\\.1");
    private static final Pattern UPLOAD = Pattern.compile("(?:PUT|POST) /upload(\\?digest=none)? HTTP/1\\.1");

    private TargetHost() {}

    /** Starts it in the target namespace; it ends with the topology, or when the result is closed. */
    public static Running start(Topology topology) {
        Running running =
                topology.target().command(Jvm.command(TargetHost.class)).start();
        running.await(READY, TIME_TO_START);
        return running;
    }

    /** Its page, at one of its addresses. */
    public static String url(InetAddress address) {
        String host = address.getHostAddress();
        return "http://" + (address instanceof Inet6Address ? "[" + host + "]" : host) + "/";
    }

    /** Fetches its page from {@code client}, through whatever route leads there. */
    public static String fetchPage(Namespace client, InetAddress target) {
        try (SocketChannel channel = client.connect(new InetSocketAddress(target, PORT), TIME_TO_START)) {
            writeAll(channel, ascii("GET / HTTP/1.1\r\nHost: target\r\n\r\n"));
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_LENGTH);
            HttpHead.read(channel, buffer).readBody(channel, buffer);
            return StandardCharsets.UTF_8.decode(buffer).toString();
        } catch (IOException e) {
            throw new LabFailure(url(target) + ": " + e.getMessage(), e);
        }
    }

    /** Serves until it is killed. */
    public static void main(String[] args) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(PORT), 128);
            System.out.println(READY);
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        }
    }

    private static void serve(SocketChannel client) {
        try (client) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_LENGTH);
            HttpHead request = HttpHead.read(client, buffer);
            Matcher bytes = BYTES.matcher(request.firstLine());
            Matcher upload = UPLOAD.matcher(request.firstLine());
            if (bytes.matches()) {
                sendBytes(client, Long.parseLong(bytes.group(1)), Long.parseLong(bytes.group(2)));
            } else if (upload.matches()) {
                send(client, "200 OK", receive(client, request, buffer, upload.group(1) == null));
            } else if (request.firstLine().equals("GET / HTTP/1.1")) {
                send(client, "200 OK", PAGE);
            } else {
                send(client, "404 Not Found", "no such page\n");
            }
        } catch (IOException e) {
            System.out.println("client lost: " + e.getMessage());
        }
    }

    private static void sendBytes(SocketChannel client, long count, long seed) throws IOException {
        writeAll(client, head("200 OK", "application/octet-stream", count));
        for (PatternBytes bytes = new PatternBytes(seed, count); bytes.hasMore(); ) {
            writeAll(client, bytes.next());
        }
    }

    /** @param buffer has the beginning of the body */
    private static String receive(SocketChannel client, HttpHead request, ByteBuffer buffer, boolean withDigest)
            throws IOException {
        if (request.headers()
                .getOrDefault("expect", "")
                .toLowerCase(Locale.ROOT)
                .equals("100-continue")) {
            writeAll(client, ascii("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        MessageDigest digest = PatternBytes.newSha256();
        long length = 0;
        while (true) {
            length += buffer.remaining();
            if (withDigest) {
                digest.update(buffer);
            }
            buffer.clear();
            if (length >= request.contentLength() || client.read(buffer) < 0) {
                break;
            }
            buffer.flip();
        }
        String sum = withDigest ? HexFormat.of().formatHex(digest.digest()) : "-";
        return "length " + length + "\nsha256 " + sum + "\n";
    }

    private static void send(SocketChannel client, String status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        writeAll(client, head(status, "text/html; charset=utf-8", bytes.length));
        writeAll(client, ByteBuffer.wrap(bytes));
    }

    private static ByteBuffer head(String status, String type, long length) {
        return ascii("HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\nConnection: close\r\n\r\n");
    }

    static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}

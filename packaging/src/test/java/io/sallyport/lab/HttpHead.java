package io.sallyport.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first line and the headers of a request or a reply between {@link TargetHost} and {@link Transfer}.
 *
 * @param firstLine as it came
 * @param headers names in lower case
 */
record HttpHead(String firstLine, Map<String, String> headers) {
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    /**
     * Reads until the empty line.
     *
     * @param buffer empty and ready to be filled; left ready to be read, with what came of the body
     */
    static HttpHead read(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (true) {
            if (channel.read(buffer) <= 0) {
                throw new IOException("no whole head in " + buffer.position() + " bytes");
            }
            int end = endOfHead(buffer);
            if (end >= 0) {
                byte[] head = new byte[end];
                buffer.flip().get(head);
                return parse(new String(head, StandardCharsets.ISO_8859_1));
            }
        }
    }

    long contentLength() {
        return Long.parseLong(headers.getOrDefault("content-length", "0"));
    }

    /** Reads the whole of a small body into the buffer that {@link #read} has left. */
    void readBody(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.remaining() < contentLength()) {
            int read = channel.read(buffer.compact());
            buffer.flip();
            if (read < 0) {
                throw new IOException("body ended after " + buffer.remaining() + " bytes");
            }
        }
    }

    private static HttpHead parse(String text) {
        String[] lines = text.split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip());
            }
        }
        return new HttpHead(lines[0], headers);
    }

    /** Index behind the empty line, or -1. */
    private static int endOfHead(ByteBuffer buffer) {
        for (int i = 0; i + END.length <= buffer.position(); i++) {
            if (buffer.slice(i, END.length).mismatch(ByteBuffer.wrap(END)) < 0) {
                return i + END.length;
            }
        }
        return -1;
    }
}

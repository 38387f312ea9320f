package io.sallyport.server.download;

import java.nio.charset.StandardCharsets;

/**
 * A short answer that is kept in memory.
 *
 * @param bytes not to be changed
 * @param sha1 of them, 40 digits of upper-case hex
 */
public record Document(String contentType, byte[] bytes, String sha1) {

    static Document xml(byte[] bytes) {
        return of("text/xml; charset=utf-8", bytes);
    }

    static Document text(String text) {
        return of("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A page with nothing on it. */
    static Document emptyPage() {
        return of("text/html; charset=utf-8", new byte[0]);
    }

    private static Document of(String contentType, byte[] bytes) {
        return new Document(contentType, bytes, Sha1.of(bytes));
    }
}

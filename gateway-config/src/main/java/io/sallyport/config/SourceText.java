package io.sallyport.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The bytes of the file as text that YAML allows, every line ended by {@code \n}.
 *
 * <p>The library takes a lone {@code \r} for a line break in some places and for a character in others, so it never sees one.
 */
final class SourceText {
    static final int MAX_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SourceText() {}

    static String read(Path file) throws Unreadable {
        String text = decode(bytes(file));
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int codePoint = text.codePointAt(i);
            if (!StreamReader.isPrintable(codePoint)) {
                throw new Unreadable(
                        Position.after(text.substring(0, i)),
                        "the control character " + Found.codePoint(codePoint),
                        "printable text");
            }
        }
        return text;
    }

    private static byte[] bytes(Path file) throws Unreadable {
        if (Files.isDirectory(file)) {
            throw new Unreadable(Position.START, "a directory", "a file");
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw new Unreadable(Position.START, "no such file", "a file that exists");
        } catch (AccessDeniedException e) {
            throw new Unreadable(Position.START, "a file that may not be read", "permission to read it");
        } catch (IOException e) {
            throw new Unreadable(
                    Position.START,
                    "an unreadable file (" + Found.message(String.valueOf(e.getMessage())) + ")",
                    "a readable file");
        }
        if (bytes.length > MAX_BYTES) {
            throw new Unreadable(Position.START, "more than 1MiB", "at most 1MiB");
        }
        return bytes;
    }

    private static String decode(byte[] bytes) throws Unreadable {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length); // UTF-8 never has more characters than bytes
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        String text = out.toString().replace("\r\n", "\n").replace('\r', '\n');
        if (result.isError()) {
            throw new Unreadable(
                    Position.after(text), "the byte 0x%02X".formatted(in.get(in.position())), "text in UTF-8");
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }
}

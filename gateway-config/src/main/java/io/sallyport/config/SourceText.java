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

/** The bytes of the file as text that YAML allows. */
final class SourceText {
    static final int MAX_BYTES = 1 << 20;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

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
                    "an unreadable file (" + Found.plain(String.valueOf(e.getMessage())) + ")",
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
        if (result.isError()) {
            throw new Unreadable(
                    Position.after(out), "the byte 0x%02X".formatted(in.get(in.position())), "text in UTF-8");
        }
        boolean marked = !out.isEmpty() && out.charAt(0) == BYTE_ORDER_MARK;
        return out.subSequence(marked ? 1 : 0, out.length()).toString();
    }
}

package io.sallyport.server.auth.xml;

import io.sallyport.server.auth.Malformed;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Reads {@code application/x-www-form-urlencoded} from a stranger: a few fields of bounded length, UTF-8, no NUL, each name
 * once.
 */
final class UrlEncodedForm {
    private static final int MAX_FIELDS = 32;
    private static final int MAX_FIELD_LENGTH = 4096; // bytes of a name or value, encoded

    private UrlEncodedForm() {}

    /** Values by their names. */
    static Map<String, String> read(byte[] body) throws Malformed {
        Map<String, String> fields = new HashMap<>();
        int start = 0;
        while (start < body.length) {
            int end = indexOf(body, '&', start, body.length);
            if (end > start) {
                int equals = indexOf(body, '=', start, end);
                String name = decoded(body, start, equals);
                String value = decoded(body, Math.min(equals + 1, end), end);
                if (fields.size() == MAX_FIELDS) {
                    throw new Malformed("too many fields");
                }
                if (fields.putIfAbsent(name, value) != null) {
                    throw new Malformed("a field twice");
                }
            }
            start = end + 1;
        }
        return fields;
    }

    /** @return {@code end} if it is not there */
    private static int indexOf(byte[] body, char wanted, int start, int end) {
        int index = start;
        while (index < end && body[index] != wanted) {
            index++;
        }
        return index;
    }

    private static String decoded(byte[] body, int start, int end) throws Malformed {
        if (end - start > MAX_FIELD_LENGTH) {
            throw new Malformed("a field is too long");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(end - start);
        int index = start;
        while (index < end) {
            byte next = body[index];
            if (next == 0) {
                throw new Malformed("a NUL");
            } else if (next == '%') {
                bytes.write(escaped(body, index, end));
                index += 3;
            } else {
                bytes.write(next == '+' ? ' ' : next);
                index++;
            }
        }
        return text(bytes.toByteArray());
    }

    private static int escaped(byte[] body, int percent, int end) throws Malformed {
        if (percent + 2 >= end
                || !HexFormat.isHexDigit(body[percent + 1])
                || !HexFormat.isHexDigit(body[percent + 2])) {
            throw new Malformed("a broken escape");
        }
        int value = HexFormat.fromHexDigit(body[percent + 1]) << 4 | HexFormat.fromHexDigit(body[percent + 2]);
        if (value == 0) {
            throw new Malformed("a NUL");
        }
        return value;
    }

    private static String text(byte[] bytes) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8");
        }
    }
}

package io.sallyport.aaa.local;

import io.sallyport.config.Secret;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A password that somebody could have: 1..1024 bytes of UTF-8.
 *
 * <p>Taken exactly as typed. Clients normalise what their users type, each in its own way or not at all; whatever was done here on
 * top would have to be done to the imported hashes as well, which is impossible.
 */
public final class Password {
    public static final int MAX_LENGTH = 1024;

    /** What is checked when there is nothing to check, so that it takes as long. */
    static final Password DECOY = new Password("decoy".getBytes(StandardCharsets.UTF_8));

    private final byte[] bytes;

    private Password(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty if it is no password: nothing, too much, or half a surrogate pair. */
    public static Optional<Password> parse(Secret text) {
        if (text.isEmpty() || text.reveal().length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text.reveal()));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes.length > MAX_LENGTH ? Optional.empty() : Optional.of(new Password(bytes));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** A copy: some hash functions wipe what they were given. */
    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "***";
    }
}

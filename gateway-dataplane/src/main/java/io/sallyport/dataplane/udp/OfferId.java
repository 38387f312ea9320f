package io.sallyport.dataplane.udp;

import java.util.Arrays;
import java.util.Optional;

/**
 * The bytes by which a ClientHello names what it wants, X-DTLS-Session-ID or X-DTLS-App-ID; immutable. 1 to 32 bytes,
 * unguessable.
 */
public final class OfferId {
    private static final int LONGEST = 32;

    private final byte[] bytes;
    private final int hash;

    /** @param bytes copied */
    public OfferId(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > LONGEST) {
            throw new IllegalArgumentException("offer id: " + bytes.length + " bytes (expected: 1 to " + LONGEST + ")");
        }
        this.bytes = bytes.clone();
        this.hash = Arrays.hashCode(bytes);
    }

    /** @return empty if no offer can have such an id */
    static Optional<OfferId> of(byte[] bytes) {
        return bytes.length < 1 || bytes.length > LONGEST ? Optional.empty() : Optional.of(new OfferId(bytes));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OfferId id && Arrays.equals(bytes, id.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Says nothing: whoever knows an id may start handshakes. */
    @Override
    public String toString() {
        return "***";
    }
}

package io.sallyport.server.testkit;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One record as it stood on the wire. Source: RFC 5246, section 6.2.1. */
public record TlsRecord(int type, byte... body) {
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int HANDSHAKE_FAILURE = 40; // an alert's description; RFC 5246, section 7.2

    /** Reads the next one; empty at the end of the stream. */
    static Optional<TlsRecord> read(InputStream in) throws IOException {
        int type = in.read();
        if (type < 0) {
            return Optional.empty();
        }
        DataInputStream data = new DataInputStream(in);
        try {
            data.readUnsignedShort(); // the version, which says nothing since TLS 1.3
            byte[] body = new byte[data.readUnsignedShort()];
            data.readFully(body);
            return Optional.of(new TlsRecord(type, body));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    /** As it stood on the wire. */
    ByteBuffer bytes() {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putShort((short) 0x0303)
                .putShort((short) body.length)
                .put(body)
                .flip();
    }

    /** The description of an alert that is not encrypted. */
    public int alertDescription() {
        if (type != ALERT || body.length != 2) {
            throw new AssertionError("not an alert in clear: type " + type + ", " + body.length + " bytes");
        }
        return body[1];
    }
}

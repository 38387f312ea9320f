package io.sallyport.server.listen;

import io.netty.buffer.ByteBuf;

/**
 * A look at a TLS ClientHello before the engine has read it. Bounded by its record; anything may stand there, nothing is
 * verified, and whatever is cut short or does not fit in one record has no answer but "no".
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc8446">RFC 8446, sections 4.1.2 and 4.2.8</a>
 */
final class ClientHelloPeek {
    private static final int RECORD_HEADER_LENGTH = 5;
    private static final int RECORD_BODY_LENGTH_AT = 3;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int MESSAGE_LENGTH_BYTES = 3;
    private static final int VERSION_AND_RANDOM_LENGTH = 34;
    private static final int EXTENSION_KEY_SHARE = 51;

    private final ByteBuf bytes;
    private int at;
    private int end;

    private ClientHelloPeek(ByteBuf bytes) {
        this.bytes = bytes;
        this.at = bytes.readerIndex();
        this.end = bytes.writerIndex();
    }

    /** Whether the first record is all here: only then is there anything to see. */
    static boolean isWhole(ByteBuf bytes) {
        return bytes.readableBytes() >= RECORD_HEADER_LENGTH
                && bytes.readableBytes() - RECORD_HEADER_LENGTH
                        >= bytes.getUnsignedShort(bytes.readerIndex() + RECORD_BODY_LENGTH_AT);
    }

    /**
     * Whether the client has sent a share for {@code group}, as a client of TLS 1.3 does.
     *
     * @param bytes from the beginning of the first record on; nothing of it is taken away
     * @param group of the registry of TLS
     */
    static boolean sharesKeyFor(ByteBuf bytes, int group) {
        return new ClientHelloPeek(bytes).sharesKeyFor(group);
    }

    private boolean sharesKeyFor(int group) {
        if (u8() != HANDSHAKE) {
            return false;
        }
        skip(2);
        narrow(u16());
        if (u8() != CLIENT_HELLO) {
            return false;
        }
        skip(MESSAGE_LENGTH_BYTES + VERSION_AND_RANDOM_LENGTH);
        skip(u8()); // session id
        skip(u16()); // cipher suites
        skip(u8()); // compression methods
        narrow(u16());
        while (at < end) {
            int extension = u16();
            int length = u16();
            if (extension == EXTENSION_KEY_SHARE) {
                narrow(length);
                return isAmongShares(group);
            }
            skip(length);
        }
        return false;
    }

    private boolean isAmongShares(int group) {
        narrow(u16());
        while (at < end) {
            int shared = u16();
            int length = u16();
            if (shared == group) {
                return length > 0 && length <= end - at;
            }
            skip(length);
        }
        return false;
    }

    private int u16() {
        return u8() << 8 | u8();
    }

    /** 0 past the end. */
    private int u8() {
        return at < end ? bytes.getUnsignedByte(at++) : 0;
    }

    private void skip(int length) {
        at = Math.min(end, at + length);
    }

    private void narrow(int length) {
        end = Math.min(end, at + length);
    }
}

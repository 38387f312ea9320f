package io.sallyport.dataplane.dtls;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a first look at a datagram finds out about the ClientHello in it: enough to choose who handles it. Read from its
 * first fragment, bounded by the datagram; nothing is verified.
 *
 * @param recordVersion of the record, 2 bytes: with Cisco's DTLS 0.9 it is 0x0100, otherwise it says little
 * @param version that the client offers, 2 bytes
 * @param messageSequence 1 if the client repeats its hello with a cookie
 * @param random 32 bytes
 * @param sessionId 0 to 32 bytes
 * @param cookie 0 to 255 bytes
 * @param suites 2 bytes each; empty if they are not in this fragment
 * @param appId the contents of extension 48018 (openconnect 7.x), 1 to 255 bytes
 * @param fragment how much of the message is here
 * @see <a href="https://www.rfc-editor.org/info/rfc6347">RFC 6347, section 4.2</a>
 */
public record ClientHello(
        int recordVersion,
        int version,
        int messageSequence,
        byte[] random,
        byte[] sessionId,
        byte[] cookie,
        byte[] suites,
        Optional<byte[]> appId,
        Fragment fragment) {
    private static final int TYPE_CLIENT_HELLO = 1;
    private static final int RECORD_HEADER_LENGTH = RecordHeader.LENGTH;
    private static final int HANDSHAKE_HEADER_LENGTH = 12;
    private static final int RANDOM_LENGTH = 32;
    private static final int LONGEST_SESSION_ID = 32;
    private static final int EXTENSION_APP_ID = 48018;

    /**
     * The first fragment of the message.
     *
     * @param length bytes that are here
     * @param messageLength bytes of the whole message, as it claims
     */
    record Fragment(int length, int messageLength) {}

    /**
     * Reads {@code datagram[offset .. offset + length)}; anything may stand there.
     *
     * @return empty if it does not begin with the beginning of a ClientHello
     */
    public static Optional<ClientHello> peek(byte[] datagram, int offset, int length) {
        if (!isLikely(datagram, offset, length)) {
            return Optional.empty();
        }
        int bodyLength = RecordHeader.bodyLength(datagram, offset);
        int fragment = offset + RECORD_HEADER_LENGTH;
        int fragmentLength = u24(datagram, fragment + 9);
        boolean first = u24(datagram, fragment + 6) == 0;
        boolean whole = fragmentLength <= bodyLength - HANDSHAKE_HEADER_LENGTH
                && fragmentLength <= u24(datagram, fragment + 1)
                && bodyLength <= length - RECORD_HEADER_LENGTH;
        if (!first || !whole) {
            return Optional.empty();
        }
        int start = fragment + HANDSHAKE_HEADER_LENGTH;
        return read(
                RecordHeader.version(datagram, offset),
                RecordHeader.u16(datagram, fragment + 4),
                new Fragment(fragmentLength, u24(datagram, fragment + 1)),
                new Fields(datagram, start, start + fragmentLength));
    }

    /** Whether the first bytes are those of a ClientHello: handshake, epoch 0, message type 1. Cheap enough for floods. */
    public static boolean isLikely(byte[] datagram, int offset, int length) {
        return length >= RECORD_HEADER_LENGTH + HANDSHAKE_HEADER_LENGTH
                && datagram[offset] == ContentType.HANDSHAKE
                && RecordHeader.epoch(RecordHeader.number(datagram, offset)) == 0
                && datagram[offset + RECORD_HEADER_LENGTH] == TYPE_CLIENT_HELLO;
    }

    /** Whether the message came in one piece. */
    boolean isWhole() {
        return fragment.length == fragment.messageLength;
    }

    int fragmentLength() {
        return fragment.length;
    }

    /** Whether {@code suite} is among those offered. */
    public boolean offers(int suite) {
        for (int i = 0; i + 1 < suites.length; i += 2) {
            if (RecordHeader.u16(suites, i) == suite) {
                return true;
            }
        }
        return false;
    }

    private static Optional<ClientHello> read(
            int recordVersion, int messageSequence, Fragment fragment, Fields fields) {
        int version = fields.u16();
        byte[] random = fields.take(RANDOM_LENGTH);
        byte[] sessionId = fields.take(fields.u8());
        byte[] cookie = fields.take(fields.u8());
        if (fields.overrun || sessionId.length > LONGEST_SESSION_ID) {
            return Optional.empty();
        }
        byte[] suites = fields.take(fields.u16());
        fields.take(fields.u8()); // compression methods
        Optional<byte[]> appId = appId(fields);
        return Optional.of(new ClientHello(
                recordVersion, version, messageSequence, random, sessionId, cookie, suites, appId, fragment));
    }

    /** Behind the cookie; a fragment may end anywhere in here, which only means that there is no id. */
    private static Optional<byte[]> appId(Fields fields) {
        fields.u16(); // bytes of all extensions
        while (!fields.overrun) {
            int extension = fields.u16();
            byte[] data = fields.take(fields.u16());
            if (extension == EXTENSION_APP_ID && !fields.overrun && data.length > 1) {
                int idLength = data[0] & 0xFF;
                return idLength == data.length - 1
                        ? Optional.of(Arrays.copyOfRange(data, 1, data.length))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static int u24(byte[] bytes, int index) {
        return (bytes[index] & 0xFF) << 16 | RecordHeader.u16(bytes, index + 1);
    }

    /** Reads on until the end; past it everything is empty and {@link #overrun} is set. */
    private static final class Fields {
        private final byte[] bytes;
        private final int end;
        private int at;
        private boolean overrun;

        Fields(byte[] bytes, int start, int end) {
            this.bytes = bytes;
            this.at = start;
            this.end = end;
        }

        int u8() {
            return has(1) ? bytes[at++] & 0xFF : 0;
        }

        int u16() {
            return u8() << 8 | u8();
        }

        byte[] take(int length) {
            if (!has(length)) {
                return new byte[0];
            }
            at += length;
            return Arrays.copyOfRange(bytes, at - length, at);
        }

        private boolean has(int length) {
            overrun |= length > end - at;
            return !overrun;
        }
    }
}

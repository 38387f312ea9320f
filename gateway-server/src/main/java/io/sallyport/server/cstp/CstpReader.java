package io.sallyport.server.cstp;

/**
 * Cuts the bytes of a TLS connection into frames. It keeps no bytes between calls, and hands payloads over in place.
 *
 * <p>Clients send one frame per TLS record, but a frame is found wherever the stream is cut.
 */
final class CstpReader {
    /** Takes the frames of one {@link #read}. Arrays are valid during the call only. */
    interface Listener {
        /** An IP packet, or nothing at all. */
        void data(byte[] bytes, int offset, int length);

        void dpdRequest(byte[] bytes, int offset, int length);

        void dpdResponse();

        void disconnect(byte[] bytes, int offset, int length);

        void keepalive();

        /** A packet in the compression that was agreed on; only after {@link CstpReader#allowCompressed}. */
        void compressed(byte[] bytes, int offset, int length);

        /** A type that means nothing from a client. */
        void unknown(int type);
    }

    private final int maxPayloadLength;
    private boolean allowsCompressed;

    /** @param maxPayloadLength bytes; a longer frame is not waited for but refused */
    CstpReader(int maxPayloadLength) {
        if (maxPayloadLength < 0 || maxPayloadLength > CstpHeader.MAX_PAYLOAD_LENGTH) {
            throw new IllegalArgumentException("maxPayloadLength: " + maxPayloadLength + " (expected: 0..65535)");
        }
        this.maxPayloadLength = maxPayloadLength;
    }

    /** Compression has been agreed on. */
    void allowCompressed() {
        allowsCompressed = true;
    }

    /**
     * Reads all whole frames.
     *
     * @return bytes consumed; what remains is the beginning of a frame and has to come again with more behind it
     */
    int read(byte[] bytes, int offset, int length, Listener listener) throws BadFrame {
        int at = offset;
        int end = offset + length;
        while (end - at >= CstpHeader.LENGTH) {
            check(bytes, at);
            int payloadLength = CstpHeader.payloadLength(bytes, at);
            int next = at + CstpHeader.LENGTH + payloadLength;
            if (next > end) {
                break;
            }
            dispatch(CstpHeader.type(bytes, at), bytes, at + CstpHeader.LENGTH, payloadLength, listener);
            at = next;
        }
        return at - offset;
    }

    private void check(byte[] bytes, int at) throws BadFrame {
        if (!CstpHeader.hasMagic(bytes, at)) {
            throw new BadFrame(BadFrame.Reason.WRONG_MAGIC, bytes[at] & 0xFF);
        }
        if (CstpHeader.reserved(bytes, at) != 0) {
            throw new BadFrame(BadFrame.Reason.RESERVED_BYTE_SET, CstpHeader.reserved(bytes, at));
        }
        if (CstpHeader.payloadLength(bytes, at) > maxPayloadLength) {
            throw new BadFrame(BadFrame.Reason.TOO_LONG, CstpHeader.payloadLength(bytes, at));
        }
        if (CstpHeader.type(bytes, at) == FrameType.COMPRESSED && !allowsCompressed) {
            throw new BadFrame(BadFrame.Reason.NOT_NEGOTIATED, FrameType.COMPRESSED);
        }
    }

    private static void dispatch(int type, byte[] bytes, int offset, int length, Listener listener) {
        switch (type) {
            case FrameType.DATA -> listener.data(bytes, offset, length);
            case FrameType.DPD_REQUEST -> listener.dpdRequest(bytes, offset, length);
            case FrameType.DPD_RESPONSE -> listener.dpdResponse();
            case FrameType.DISCONNECT -> listener.disconnect(bytes, offset, length);
            case FrameType.KEEPALIVE -> listener.keepalive();
            case FrameType.COMPRESSED -> listener.compressed(bytes, offset, length);
            default -> listener.unknown(type); // TERMINATE too: it is for gateways to say
        }
    }
}

package io.sallyport.server.cstp;

/**
 * What a frame is for: byte 6 of a CSTP header, or the first byte of a DTLS record.
 *
 * <p>Source: draft-mavrogiannopoulos-openconnect-04, section 2.1.5.
 */
public final class FrameType {
    public static final int DATA = 0x00;
    public static final int DPD_REQUEST = 0x03;
    public static final int DPD_RESPONSE = 0x04;
    public static final int DISCONNECT = 0x05;
    public static final int KEEPALIVE = 0x07;
    public static final int COMPRESSED = 0x08;
    public static final int TERMINATE = 0x09;

    private FrameType() {}
}

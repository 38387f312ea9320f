package io.sallyport.server.cstp;

/**
 * What a CSTP frame is for: byte 6 of its header.
 *
 * <p>Source: draft-mavrogiannopoulos-openconnect-04, section 2.1.5.
 */
final class FrameType {
    static final int DATA = 0x00;
    static final int DPD_REQUEST = 0x03;
    static final int DPD_RESPONSE = 0x04;
    static final int DISCONNECT = 0x05;
    static final int KEEPALIVE = 0x07;
    static final int COMPRESSED = 0x08;
    static final int TERMINATE = 0x09;

    private FrameType() {}
}

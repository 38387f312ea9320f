package io.sallyport.dataplane.packet;

/**
 * Where things stand in TCP and UDP headers; owns nothing.
 *
 * @see <a href="https://www.rfc-editor.org/info/rfc9293">RFC 9293, section 3.1</a>
 * @see <a href="https://www.rfc-editor.org/info/rfc768">RFC 768</a>
 */
final class Transport {
    static final int TCP_HEADER_LENGTH = 20; // without options
    static final int TCP_SEQUENCE_OFFSET = 4;
    static final int TCP_ACKNOWLEDGMENT_OFFSET = 8;
    static final int TCP_DATA_OFFSET_OFFSET = 12;
    static final int TCP_FLAGS_OFFSET = 13;
    static final int TCP_WINDOW_OFFSET = 14;
    static final int TCP_CHECKSUM_OFFSET = 16;
    static final int TCP_URGENT_OFFSET = 18;

    static final int TCP_FIN = 0x01;
    static final int TCP_SYN = 0x02;
    static final int TCP_PSH = 0x08;
    static final int TCP_ACK = 0x10;
    static final int TCP_ECE = 0x40;
    static final int TCP_CWR = 0x80;

    /** Two NOPs, then kind and length of the timestamps: RFC 7323, appendix A. */
    static final int TCP_TIMESTAMPS = 0x0101_080A;

    static final int TCP_TIMESTAMPS_LENGTH = 12;

    static final int UDP_HEADER_LENGTH = 8;
    static final int UDP_LENGTH_OFFSET = 4;
    static final int UDP_CHECKSUM_OFFSET = 6;

    private Transport() {}

    /** Bytes of the TCP header with its options, as it says itself: 0..60. */
    static int tcpHeaderLength(byte[] bytes, int transport) {
        return (bytes[transport + TCP_DATA_OFFSET_OFFSET] >>> 4 & 0x0F) * 4;
    }
}

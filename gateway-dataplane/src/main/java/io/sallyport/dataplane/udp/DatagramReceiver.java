package io.sallyport.dataplane.udp;

/** Takes what was read of a socket. */
@FunctionalInterface
public interface DatagramReceiver {
    /** One datagram, {@code bytes[offset .. offset + length)}. Bytes and source are valid during the call only. */
    void datagram(byte[] bytes, int offset, int length, Endpoint source);
}

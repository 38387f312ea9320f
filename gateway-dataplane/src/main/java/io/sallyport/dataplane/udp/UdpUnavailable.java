package io.sallyport.dataplane.udp;

/** A UDP address cannot be listened on; the message says in one line why, and what would help. */
public final class UdpUnavailable extends Exception {
    public UdpUnavailable(String message) {
        super(message);
    }
}

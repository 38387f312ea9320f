package io.sallyport.dataplane.tun;

/** The TUN device cannot be made; the message says in one line why, and what would help. */
public class TunUnavailable extends Exception {
    public TunUnavailable(String message) {
        super(message);
    }
}

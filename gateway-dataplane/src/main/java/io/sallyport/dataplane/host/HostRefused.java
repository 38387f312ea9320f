package io.sallyport.dataplane.host;

/** The host cannot or may not do what the gateway needs; the message says in one line what, and what would help. */
public final class HostRefused extends Exception {
    public HostRefused(String message) {
        super(message);
    }
}

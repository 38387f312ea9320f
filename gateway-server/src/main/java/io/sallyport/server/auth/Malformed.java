package io.sallyport.server.auth;

/** The body is not what a client would send. The peer learns only that; the message is for the log. */
public final class Malformed extends Exception {
    public Malformed(String message) {
        super(message, null, false, false); // a peer's fault needs no stack trace
    }
}

package io.sallyport.testkit.cstp;

/** The headend did not do what a client expects; the message has what it said. */
public final class ClientFailure extends RuntimeException {

    public ClientFailure(String message) {
        super(message);
    }

    public ClientFailure(String message, Throwable cause) {
        super(message, cause);
    }
}

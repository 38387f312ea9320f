package io.sallyport.server.cstp;

/** The peer sent what is not CSTP. Ends its connection; the session stays, for a client that comes back and behaves. */
public final class BadFrame extends Exception {
    private final Reason reason;

    BadFrame(Reason reason, int found) {
        super(reason + ": 0x" + Integer.toHexString(found), null, false, false); // a peer's fault needs no stack trace
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Label of the counter. */
    public enum Reason {
        WRONG_MAGIC,
        RESERVED_BYTE_SET,
        TOO_LONG,
        /** A compressed packet, though compression was not agreed on. */
        NOT_NEGOTIATED
    }
}

package io.sallyport.server.control;

/** The gateway would not or could not; the reason is for an operator. */
public final class Refused extends Exception {
    private final String reason;

    public Refused(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}

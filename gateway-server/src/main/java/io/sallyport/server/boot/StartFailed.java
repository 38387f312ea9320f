package io.sallyport.server.boot;

/** The gateway cannot start; the reason is one line. */
public final class StartFailed extends Exception {
    private final String reason;

    public StartFailed(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}

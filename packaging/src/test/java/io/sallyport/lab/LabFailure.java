package io.sallyport.lab;

/** A step of the lab did not do what it should; the message has the command and what it said. */
public final class LabFailure extends RuntimeException {

    public LabFailure(String message) {
        super(message);
    }

    public LabFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Keeps the thread's interrupt, which whoever owns the thread wants to see. */
    static LabFailure interrupted(String waitingFor, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new LabFailure("interrupted while waiting for " + waitingFor, cause);
    }
}

package io.sallyport.aaa.ban;

/** What costs points. */
public enum Offence {
    WRONG_PASSWORD(10),
    /** Bytes that no client sends. */
    PROTOCOL_VIOLATION(5),
    /** A CONNECT whose cookie is unknown: guessed, or of a session that has ended. */
    UNKNOWN_COOKIE(1);

    private final int points;

    Offence(int points) {
        this.points = points;
    }

    public int points() {
        return points;
    }
}

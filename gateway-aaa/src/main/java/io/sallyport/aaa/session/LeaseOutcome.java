package io.sallyport.aaa.session;

/** What came of the wish for addresses. */
public enum LeaseOutcome {
    /** The session has them, and no others. */
    LEASED,
    /** Another session has one of them. Nothing has changed. */
    TAKEN,
    /** There is no such session, or it has ended. Nothing has changed. */
    NO_SESSION
}

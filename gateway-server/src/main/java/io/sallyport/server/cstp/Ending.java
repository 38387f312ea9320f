package io.sallyport.server.cstp;

/** How a channel came to its end. What becomes of the session is decided elsewhere. */
public enum Ending {
    /** The user ended the session (DISCONNECT 0xB0). */
    LEFT_FOR_GOOD,
    /** The client said goodbye but may return. */
    LEFT_FOR_NOW,
    /** The connection broke or was closed without a word. */
    LOST,
    /** The peer did not answer. */
    DEAD,
    /** The peer sent what is not CSTP. */
    MISBEHAVED,
    /** We closed it. */
    CLOSED_HERE
}

package io.sallyport.aaa.session;

/** Why a session has ended. The names are stored, so they stay. */
public enum EndReason {
    /** The client has said goodbye for good. */
    USER_LEFT,
    /** An operator has ended it. */
    TERMINATED,
    /** Its time was up. */
    EXPIRED,
    /** No data for too long. */
    IDLE,
    /** Its tunnel was gone for too long. */
    ABANDONED,
    /** The user has opened one more than allowed. */
    REPLACED,
    /** The gateway was started again with a configuration that has no place for it. */
    CONFIGURATION_CHANGED
}

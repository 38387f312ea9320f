package io.sallyport.aaa.local;

/** What came of the wish to change a user. */
public enum Change {
    DONE,
    NO_SUCH_USER,
    /** Nothing has changed. */
    USER_EXISTS,
    /** A group is not 1..64 printable characters without outer spaces. Nothing has changed. */
    BAD_GROUP
}

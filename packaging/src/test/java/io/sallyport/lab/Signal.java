package io.sallyport.lab;

/** What can be told to a process; the names are those of {@code kill}. */
public enum Signal {
    HUP,
    INT,
    KILL,
    STOP,
    CONT,
    TERM,
    USR1,
    USR2
}

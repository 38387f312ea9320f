package io.sallyport.server.cstp;

/** What a client is told before its channel is closed from here. */
public sealed interface Farewell {
    /** Nothing: it is expected back, with its cookie. */
    record Silent() implements Farewell {}

    /** DISCONNECT: the tunnel ends; clients do not return by themselves. */
    record Disconnect(String text) implements Farewell {}

    /** TERMINATE: the session has ended, its cookie is dead. */
    record Terminate(String text) implements Farewell {}
}

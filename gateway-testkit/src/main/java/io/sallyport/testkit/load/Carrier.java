package io.sallyport.testkit.load;

/** What carries the packets of a session. With DTLS the TLS channel stands beside it, idle. */
public enum Carrier {
    TLS,
    DTLS
}

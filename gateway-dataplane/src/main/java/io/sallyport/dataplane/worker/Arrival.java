package io.sallyport.dataplane.worker;

/** How packets have come from clients, which decides what a nap is worth behind them. */
public enum Arrival {
    /**
     * Over TLS: a system call reads of one client, and one that downloads sends its acknowledgements so slowly, each in a
     * record of its own, that a worker which looks at once finds one at a time.
     */
    STREAM,
    /** Over DTLS: a system call reads what all clients have sent, and acknowledgements gather while a worker sends. */
    DATAGRAMS
}

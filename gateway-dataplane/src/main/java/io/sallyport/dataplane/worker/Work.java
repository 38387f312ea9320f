package io.sallyport.dataplane.worker;

/** What a worker has done. Each has a counter: packets through reads and writes say how well batching works. */
public enum Work {
    /** Packets and super-packets read from the kernel. */
    KERNEL_READS,
    /** Packets and super-packets written to the kernel. */
    KERNEL_WRITES,
    /** Packets for clients, after super-packets have been cut. */
    PACKETS_DOWN,
    /** Packets from clients that went on, before they are joined to super-packets. */
    PACKETS_UP,
    /** Of them: acknowledgements that were left out, because a later one of the same batch says more. */
    ACKNOWLEDGEMENTS_SUPERSEDED,
    /** Packets for clients that had to be cut into IPv4 fragments. */
    FRAGMENTED,
    /** Senders told that their packet does not fit a tunnel. */
    TOO_BIG_ANSWERS,
    /** Short sleeps after a busy batch from clients. */
    NAPS
}

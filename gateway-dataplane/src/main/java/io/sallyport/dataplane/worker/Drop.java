package io.sallyport.dataplane.worker;

/** Why a packet went no further. Each has a counter; none is logged. */
public enum Drop {
    /** To a client: nobody holds the destination address. */
    NO_ROUTE,
    /** To a client: its channel's worker is behind. */
    HANDOVER_FULL,
    /** To a client: it reads more slowly than packets come. */
    TUNNEL_QUEUE_FULL,
    /** To a client: larger than its tunnel takes, and not to be cut; the sender is told, within limits. */
    TOO_BIG,
    /** Not an IP packet, or not the length that it claims. */
    MALFORMED,
    /** To or from a client: it is over the rate of its policy, and too much waits already. */
    RATE_EXCEEDED,
    /** From a client: the source address is not its lease. */
    FOREIGN_SOURCE,
    /** From a client: chatter of its own link (IPv6 link-local source), which has no business here. */
    LINK_LOCAL_SOURCE,
    /** From a client: the kernel did not take it. */
    KERNEL_REFUSED
}

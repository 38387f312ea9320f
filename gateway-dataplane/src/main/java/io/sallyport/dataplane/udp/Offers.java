package io.sallyport.dataplane.udp;

/** Where tunnels that wait for their client's ClientHello are made known. From any thread. */
public interface Offers {
    /**
     * From now on a ClientHello with the offer's id begins a handshake. Heard by every worker before anything that is posted to
     * a worker later on; an offer with the same id is replaced.
     */
    void post(Offer offer);

    /** No new handshake begins, and those under way are abandoned. Paths that stand are their listeners' to close. */
    void withdraw(Offer offer);
}

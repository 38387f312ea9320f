package io.sallyport.dataplane.udp;

/** Whom a datagram goes to. Datagrams to the same object, one behind the other, leave together. */
interface Destination {
    /** Read when the datagram leaves. */
    Endpoint endpoint();

    /**
     * What was sent was too large for the way; it is lost.
     *
     * @param largestDatagram bytes of a UDP payload that the kernel now believes to fit
     */
    void tooBig(int largestDatagram);
}

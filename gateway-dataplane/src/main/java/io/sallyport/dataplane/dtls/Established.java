package io.sallyport.dataplane.dtls;

import java.util.List;

/**
 * What a finished handshake hands over to the record layer. The arrays are this object's from now on.
 *
 * @param nextSequence of the next record that we send in epoch 1: behind our Finished and all its repetitions
 * @param lastFlight the datagrams that the client may still miss, as they were sent; empty if the client spoke last, as in
 *     every resumption
 * @param unread datagrams that have come behind the client's Finished, in their order, and that nobody has looked at
 */
public record Established(RecordKeys keys, long nextSequence, List<byte[]> lastFlight, List<byte[]> unread) {
    public Established {
        lastFlight = List.copyOf(lastFlight);
        unread = List.copyOf(unread);
    }
}

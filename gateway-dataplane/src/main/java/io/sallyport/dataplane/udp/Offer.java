package io.sallyport.dataplane.udp;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A tunnel that waits for its client's ClientHello; owned by the tunnel, and there as long as that lives: the client may do
 * its handshake again at any time. Known to all workers, because any of them may hear it.
 */
public final class Offer {
    private final OfferId id;
    private final Opening opening;
    private final AtomicReference<byte[]> established = new AtomicReference<>(new byte[0]);

    /** @param opening thread-safe */
    public Offer(OfferId id, Opening opening) {
        this.id = id;
        this.opening = opening;
    }

    public OfferId id() {
        return id;
    }

    Opening opening() {
        return opening;
    }

    /** @param random of the ClientHello that began the handshake */
    void establishedBy(byte[] random) {
        established.setRelease(random);
    }

    /** Whether the latest association began with this ClientHello: then it is a late repetition, or a replay. */
    boolean wasEstablishedBy(byte[] random) {
        return Arrays.equals(established.getAcquire(), random);
    }
}

package io.sallyport.dataplane.route;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The published {@link RouteTable}; owned by the control executor, which changes it, and read by every worker.
 *
 * <p>{@link #add} and {@link #remove} copy the table, which is cheap as long as clients come and go much more rarely than
 * packets.
 */
public final class Routes {
    private final AtomicReference<RouteTable> published = new AtomicReference<>(RouteTable.EMPTY);

    /** The present table. Workers take it once per batch. */
    public RouteTable table() {
        return published.getAcquire();
    }

    /** From now on {@code tunnel}'s addresses lead to it. */
    public void add(Tunnel tunnel) {
        published.setRelease(published.getPlain().with(tunnel));
    }

    /** Takes {@code tunnel} out; its addresses lead nowhere, unless a newer tunnel has them already. */
    public void remove(Tunnel tunnel) {
        published.setRelease(published.getPlain().without(tunnel));
    }
}

package io.sallyport.server.boot;

import io.sallyport.server.inside.InsideNetwork;
import io.sallyport.server.inside.KernelNetwork;
import io.sallyport.server.session.SessionClock;

/**
 * What a gateway finds around itself and a test may replace.
 *
 * @param inside makes the network behind it
 * @param workerCount threads that move packets
 */
public record Environment(InsideNetwork.Factory inside, SessionClock clock, int workerCount) {

    /** The machine as it is: the kernel's network, its clocks, a worker per core. */
    public static Environment ofThisMachine() {
        return new Environment(
                KernelNetwork::open, SessionClock.system(), Runtime.getRuntime().availableProcessors());
    }
}

package io.sallyport.server.boot;

import io.sallyport.aaa.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows whether the store can be reached, because it asks now and then. Thread-safe. */
final class StoreWatch {
    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);
    private static final int SECONDS_BETWEEN = 5;

    private final Store store;
    private volatile boolean reachable = true; // it has just been opened
    private int seconds;

    StoreWatch(Store store) {
        this.store = store;
    }

    boolean isReachable() {
        return reachable;
    }

    /** Called every second, by one thread. */
    void tick() {
        seconds++;
        if (seconds % SECONDS_BETWEEN == 0) {
            store.probe().whenComplete((time, failure) -> found(failure == null));
        }
    }

    private void found(boolean now) {
        if (now != reachable) {
            reachable = now;
            if (now) {
                log.info("store is back");
            } else {
                log.warn("store out of reach: no new sign-ins until it returns; sessions go on");
            }
        }
    }
}

package io.sallyport.aaa.store;

import java.util.concurrent.atomic.LongAdder;

/** The running totals behind {@link StoreCounters}. Any thread may count. */
final class WriterCounters {
    private final LongAdder writes = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unavailable = new LongAdder();

    void committed(int size) {
        writes.add(size);
        commits.increment();
    }

    void refused() {
        refused.increment();
    }

    void failed() {
        failed.increment();
    }

    void unavailable() {
        unavailable.increment();
    }

    StoreCounters snapshot(int waiting) {
        return new StoreCounters(waiting, writes.sum(), commits.sum(), refused.sum(), failed.sum(), unavailable.sum());
    }
}

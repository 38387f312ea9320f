package io.sallyport.dataplane.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Dropped packets by reason. Counted by one worker, read by anybody. */
public final class DropCounters {
    private final Map<Drop, AtomicLong> counts = new EnumMap<>(Drop.class);

    DropCounters() {
        for (Drop reason : Drop.values()) {
            counts.put(reason, new AtomicLong());
        }
    }

    /** Only by the worker that owns this. */
    public void count(Drop reason) {
        AtomicLong count = counter(reason);
        count.setOpaque(count.getPlain() + 1);
    }

    /** A recent value. */
    public long of(Drop reason) {
        return counter(reason).getOpaque();
    }

    private AtomicLong counter(Drop reason) {
        return Objects.requireNonNull(counts.get(reason));
    }
}

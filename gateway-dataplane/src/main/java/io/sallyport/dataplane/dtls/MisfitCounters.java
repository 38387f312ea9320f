package io.sallyport.dataplane.dtls;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Datagrams and records passed over, by reason; owned by one worker, which counts, and read by anybody. */
public final class MisfitCounters {
    private final Map<Misfit, AtomicLong> counts = new EnumMap<>(Misfit.class);

    public MisfitCounters() {
        for (Misfit reason : Misfit.values()) {
            counts.put(reason, new AtomicLong());
        }
    }

    /** Only by the worker that owns this. */
    public void count(Misfit reason) {
        AtomicLong count = counter(reason);
        count.setOpaque(count.getPlain() + 1);
    }

    /** A recent value. */
    public long of(Misfit reason) {
        return counter(reason).getOpaque();
    }

    private AtomicLong counter(Misfit reason) {
        return Objects.requireNonNull(counts.get(reason));
    }
}

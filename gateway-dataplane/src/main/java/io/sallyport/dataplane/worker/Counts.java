package io.sallyport.dataplane.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Events by kind; owned by one worker, which counts, and read by anybody: values are recent, and each is whole.
 *
 * @param <K> the kinds
 */
public final class Counts<K extends Enum<K>> {
    private final Map<K, AtomicLong> counts;

    Counts(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            counts.put(kind, new AtomicLong());
        }
    }

    /** Only by the worker that owns this. */
    public void count(K kind) {
        add(kind, 1);
    }

    /** Only by the worker that owns this. */
    public void add(K kind, long events) {
        AtomicLong count = counter(kind);
        count.setOpaque(count.getPlain() + events);
    }

    /** A recent value. */
    public long of(K kind) {
        return counter(kind).getOpaque();
    }

    private AtomicLong counter(K kind) {
        return Objects.requireNonNull(counts.get(kind));
    }
}

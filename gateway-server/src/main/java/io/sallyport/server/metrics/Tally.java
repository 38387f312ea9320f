package io.sallyport.server.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts events by kind: one metric with one label. Thread-safe.
 *
 * @param <K> the kinds; their lower-case names are the label's values
 */
public final class Tally<K extends Enum<K>> {
    private final Map<K, LongAdder> counts;

    public Tally(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
        for (K kind : kinds.getEnumConstants()) {
            counts.put(kind, new LongAdder());
        }
    }

    public void count(K kind) {
        adder(kind).increment();
    }

    public long of(K kind) {
        return adder(kind).sum();
    }

    Set<K> kinds() {
        return counts.keySet();
    }

    private LongAdder adder(K kind) {
        return Objects.requireNonNull(counts.get(kind));
    }
}

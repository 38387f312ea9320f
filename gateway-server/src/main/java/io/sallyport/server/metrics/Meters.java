package io.sallyport.server.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Publishes what the rooms of the gateway count, under names that begin with {@code sallyport}. */
public final class Meters {
    private static final String PREFIX = "sallyport.";

    private final MeterRegistry registry;
    /** The registry holds what it counts weakly. */
    private final List<LongSupplier> counted = new ArrayList<>();

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A counter per kind. */
    public <K extends Enum<K>> void count(String name, String label, String description, Tally<K> tally) {
        for (K kind : tally.kinds()) {
            count(name, label, kind.name().toLowerCase(Locale.ROOT), description, () -> tally.of(kind));
        }
    }

    /** One counter of several that differ in a label. */
    public void count(String name, String label, String value, String description, LongSupplier count) {
        counted.add(count);
        FunctionCounter.builder(PREFIX + name, count, LongSupplier::getAsLong)
                .tag(label, value)
                .description(description)
                .register(registry);
    }

    public void count(String name, String description, LongSupplier count) {
        counted.add(count);
        FunctionCounter.builder(PREFIX + name, count, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    public void gauge(String name, String description, DoubleSupplier value) {
        Gauge.builder(PREFIX + name, value, DoubleSupplier::getAsDouble)
                .strongReference(true)
                .description(description)
                .register(registry);
    }

    /** One gauge of several that differ in a label. */
    public void gauge(String name, String label, String value, String description, DoubleSupplier measured) {
        Gauge.builder(PREFIX + name, measured, DoubleSupplier::getAsDouble)
                .strongReference(true)
                .tag(label, value)
                .description(description)
                .register(registry);
    }
}

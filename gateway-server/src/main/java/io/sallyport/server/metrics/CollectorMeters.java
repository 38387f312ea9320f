package io.sallyport.server.metrics;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * How often and for how long garbage collectors have stopped the gateway, under the name that Micrometer's own {@code
 * JvmGcMetrics} gives it. Those know more, the longest pause and causes, but have the JVM notify them of each collection,
 * which takes half as much time as the collection itself.
 */
public final class CollectorMeters implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.pause",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .tag("gc", collector.getName())
                    .description("Time that garbage collection took, while everything else stood still")
                    .register(registry);
        }
    }
}

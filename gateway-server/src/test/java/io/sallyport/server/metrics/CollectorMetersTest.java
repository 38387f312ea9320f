package io.sallyport.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class CollectorMetersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void tellCollectionsAndTheirTime() {
        new CollectorMeters().bindTo(registry);
        double before = all(FunctionTimer::count);

        System.gc();

        assertThat(all(FunctionTimer::count)).isGreaterThan(before);
        assertThat(all(timer -> timer.totalTime(TimeUnit.MILLISECONDS))).isPositive();
    }

    private double all(ToDoubleFunction<FunctionTimer> value) {
        return registry.get("jvm.gc.pause").functionTimers().stream()
                .mapToDouble(value)
                .sum();
    }
}

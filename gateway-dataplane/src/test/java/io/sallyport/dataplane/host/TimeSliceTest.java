package io.sallyport.dataplane.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class TimeSliceTest {
    private static final Executor A_NEW_THREAD = task -> Thread.ofPlatform().start(task);

    @Test
    void isShortFromThenOnForThisThreadAlone() throws Exception {
        OptionalLong before = on(A_NEW_THREAD, TimeSlice::nanos);
        assertThat(before).isPresent();
        assumeTrue(
                before.getAsLong() > 0,
                "NOT RUN: TimeSliceTest because this kernel, before 6.12, has no slices to set");

        OptionalLong after = on(A_NEW_THREAD, () -> {
            TimeSlice.shorten();
            return TimeSlice.nanos();
        });

        assertThat(before.getAsLong()).isGreaterThan(TimeSlice.SHORT_NANOS);
        assertThat(after).hasValue(TimeSlice.SHORT_NANOS);
        assertThat(on(A_NEW_THREAD, TimeSlice::nanos)).isEqualTo(before);
    }

    private static OptionalLong on(Executor executor, Supplier<OptionalLong> task) throws Exception {
        return CompletableFuture.supplyAsync(task, executor).get(10, TimeUnit.SECONDS);
    }
}

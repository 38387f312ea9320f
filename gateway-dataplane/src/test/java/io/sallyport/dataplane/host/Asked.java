package io.sallyport.dataplane.host;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the scheduler has been asked for the calling thread.
 *
 * @param policy {@link #SCHED_OTHER}, {@link #SCHED_BATCH} or another of sched(7)
 * @param sliceNanos 0 from a kernel that has none
 */
public record Asked(int policy, long sliceNanos) {
    public static final int SCHED_OTHER = 0;
    public static final int SCHED_BATCH = 3;

    private static final Path SCHED = Path.of("/proc/thread-self/sched");

    public static Asked forThisThread() {
        try {
            Map<String, String> values = Files.readAllLines(SCHED).stream()
                    .map(line -> line.split(":", -1))
                    .filter(line -> line.length == 2)
                    .collect(Collectors.toMap(line -> line[0].strip(), line -> line[1].strip(), (first, _) -> first));
            return new Asked(
                    Integer.parseInt(values.get("policy")), Long.parseLong(values.getOrDefault("se.slice", "0")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the calling test, as not run, where nobody could see whether the wish was granted. */
    public static void assumeShown() {
        assumeTrue(Files.isReadable(SCHED), "NOT RUN: this kernel does not show what its scheduler was asked");
    }

    /** Ends the calling test, as not run, before Linux 6.12. */
    public static void assumeSlices() {
        assumeShown();
        assumeTrue(forThisThread().sliceNanos() > 0, "NOT RUN: this kernel, before 6.12, has no slices to set");
    }
}

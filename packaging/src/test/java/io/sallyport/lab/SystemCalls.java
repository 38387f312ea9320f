package io.sallyport.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process asks of the kernel, seen by strace, and refused by it if wanted: so a kernel that lacks something can be
 * had without one. As long as this is open, the process is slow.
 */
final class SystemCalls implements AutoCloseable {
    private static final Duration TIME_TO_ATTACH = Duration.ofSeconds(15);

    private final Running strace;

    private SystemCalls(Running strace) {
        this.strace = strace;
        try {
            strace.await(" attached", TIME_TO_ATTACH);
        } catch (LabFailure e) {
            strace.close();
            throw e;
        }
    }

    /** @param calls by their names in the manual, section 2 */
    static SystemCalls watched(long pid, List<String> calls) {
        return traced(pid, calls, List.of());
    }

    /**
     * @param errno what {@code refused} fail with, e.g. {@code ENOSYS}
     * @param instead what is watched besides
     */
    static SystemCalls refused(long pid, String errno, List<String> refused, List<String> instead) {
        List<String> watched = new ArrayList<>(refused);
        watched.addAll(instead);
        return traced(pid, watched, List.of("-e", "inject=" + String.join(",", refused) + ":error=" + errno));
    }

    private static SystemCalls traced(long pid, List<String> watched, List<String> more) {
        List<String> words = new ArrayList<>(List.of(
                "strace", "-f", "-v", "-s", "0", "-p", Long.toString(pid), "-e", "trace=" + String.join(",", watched)));
        words.addAll(more);
        return new SystemCalls(Command.of(words).start());
    }

    /** Waits until the process has made that call. */
    void await(String call, Duration limit) {
        strace.await(call + "(", limit);
    }

    /** The calls so far, with their arguments, as strace writes them. */
    String seen() {
        return strace.output();
    }

    @Override
    public void close() {
        strace.close();
    }
}

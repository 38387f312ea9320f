package io.sallyport.lab;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pings from a client to the target, fifty a second, and what becomes of them. */
public final class PingStream implements AutoCloseable {
    private static final int PER_SECOND = 50;
    private static final int LAST_ANSWER_SECONDS = 5;
    private static final Duration MARGIN = Duration.ofSeconds(30); // on a busy machine
    private static final Pattern ANSWER = Pattern.compile("icmp_seq=(\\d+).*");
    private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted");

    private final Running running;
    private final Duration limit;

    /**
     * What came of it.
     *
     * @param lost those that were not answered
     * @param duplicates answers beyond the first one
     * @param overtaken answers that came after the one to a later ping
     */
    public record Result(int sent, int lost, int duplicates, int overtaken) {}

    private PingStream(Running running, Duration limit) {
        this.running = running;
        this.limit = limit;
    }

    public static PingStream start(Namespace client, Duration duration) {
        long count = duration.toMillis() * PER_SECOND / 1000;
        Running running = client.command(
                        "ping",
                        "-i0.02",
                        "-c" + count,
                        "-W" + LAST_ANSWER_SECONDS,
                        Topology.TARGET_IPV4.getHostAddress())
                .start();
        return new PingStream(running, duration.multipliedBy(2).plus(MARGIN)); // it counts in ticks of the kernel
    }

    /** Whether more are to come. */
    public boolean goesOn() {
        return running.alive();
    }

    /** Sends no more; the last one does not count if its answer is still under way. */
    public Result stop() {
        running.signal(Signal.INT);
        running.awaitExit(MARGIN);
        Result result = result();
        return new Result(result.sent, Math.max(0, result.lost - 1), result.duplicates, result.overtaken);
    }

    /** Waits for the last answer. */
    public Result await() {
        running.awaitExit(limit);
        return result();
    }

    private Result result() {
        int received = 0;
        int duplicates = 0;
        int overtaken = 0;
        int newest = 0;
        Matcher answer = ANSWER.matcher(running.output());
        while (answer.find()) {
            int number = Integer.parseInt(answer.group(1));
            if (answer.group().contains("DUP!")) {
                duplicates++;
            } else {
                received++;
                overtaken += number < newest ? 1 : 0;
                newest = Math.max(newest, number);
            }
        }
        Matcher summary = SUMMARY.matcher(running.output());
        if (!summary.find()) {
            throw new LabFailure("ping says: " + running.output());
        }
        int sent = Integer.parseInt(summary.group(1));
        return new Result(sent, sent - received, duplicates, overtaken);
    }

    @Override
    public void close() {
        running.close();
    }
}

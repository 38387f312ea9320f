package io.sallyport.lab;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * A command that was started: what it says as it says it (standard output and error together), its end, and the right
 * to end it. Any thread may use it.
 */
public final class Running implements AutoCloseable {
    private static final Duration TIME_TO_STOP = Duration.ofSeconds(15);

    private final String command;
    private final Process process;
    private final Transcript transcript = new Transcript();
    private final Runnable undo = this::close;

    /** Takes over {@code process}. */
    Running(String command, Process process) {
        this.command = command;
        this.process = process;
        Thread.ofPlatform().daemon().name("lab-output-" + process.pid()).start(this::listen);
        AtExit.register(undo);
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** All that it said, at most some megabytes back. */
    public String output() {
        return transcript.all();
    }

    /** The place where the next thing said will be, for {@link #await(String, long, Duration)}. */
    public long mark() {
        return transcript.length();
    }

    /**
     * Waits until it has said {@code wanted}, now or earlier.
     *
     * @return the place behind it
     * @throws LabFailure when the time is over or the process has ended without saying it
     */
    public long await(String wanted, Duration limit) {
        return await(wanted, 0, limit);
    }

    /** Waits until it has said {@code wanted} behind the place {@code mark}. */
    public long await(String wanted, long mark, Duration limit) {
        try {
            return transcript.await(wanted, mark, limit);
        } catch (LabFailure e) {
            throw new LabFailure(command + ": " + e.getMessage(), e);
        }
    }

    /** @return exit code, or 128 + the number of the signal that ended it */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabFailure(
                        command + ": still running after " + limit.toSeconds() + " s, said:\n" + transcript.tail());
            }
        } catch (InterruptedException e) {
            throw LabFailure.interrupted("the end of " + command, e);
        }
        return process.exitValue();
    }

    /** Empty while it runs. */
    public OptionalInt exit() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Does nothing when it has ended. */
    public void signal(Signal signal) {
        if (process.isAlive()) {
            Command.of("sh", "-c", "kill -s \"$0\" \"$1\" 2>&1", signal.name(), Long.toString(pid()))
                    .run();
        }
    }

    /** Asks it to end (SIGTERM), and kills it when it does not within fifteen seconds. Closing twice is harmless. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(TIME_TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        AtExit.forget(undo);
    }

    private void listen() {
        CharBuffer buffer = CharBuffer.allocate(8192);
        try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            while (reader.read(buffer) >= 0) {
                transcript.append(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            // The JVM closes the pipe under us when the process is destroyed: it has said all it will.
        } finally {
            transcript.end();
        }
    }
}

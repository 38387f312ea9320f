package io.sallyport.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A program to run, with its arguments, what it finds in the environment besides what we have, and what it reads.
 *
 * @param words program and arguments; never empty
 * @param environment added to ours
 * @param input the whole of standard input
 */
public record Command(List<String> words, Map<String, String> environment, String input) {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);
    private static final Executor READERS =
            task -> Thread.ofPlatform().daemon().name("lab-reader").start(task);

    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
        if (words.isEmpty()) {
            throw new IllegalArgumentException("words: empty (expected: a program)");
        }
    }

    public static Command of(String... words) {
        return of(List.of(words));
    }

    public static Command of(List<String> words) {
        return new Command(words, Map.of(), "");
    }

    public Command with(String name, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(name, value);
        return new Command(words, more, input);
    }

    public Command reading(String text) {
        return new Command(words, environment, text);
    }

    /** Puts another program in front, one that runs the words behind its own, such as {@code ip netns exec NAME}. */
    public Command behind(List<String> prefix) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(words);
        return new Command(all, environment, input);
    }

    /** Runs it to its end, at most half a minute. */
    public Output run() {
        return run(DEFAULT_LIMIT);
    }

    /**
     * Runs it to its end. It must not leave children behind that keep its output open.
     *
     * @throws LabFailure when it cannot be started or does not end in time; then it is killed
     */
    public Output run(Duration limit) {
        Process process = launch(false);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()), READERS);
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), READERS);
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabFailure(this + ": no end after " + limit.toSeconds() + " s");
            }
            return new Output(toString(), process.exitValue(), out.join(), err.join());
        } catch (InterruptedException e) {
            throw LabFailure.interrupted(toString(), e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * Starts it in a session of its own, so that a terminal's Ctrl-C reaches only us and we end things in order. It hears
     * SIGINT even if we do not, as programs that a shell has put into the background.
     */
    public Running start() {
        return new Running(
                toString(),
                behind(List.of("env", "--default-signal=INT", "setsid")).launch(true));
    }

    private Process launch(boolean mergeErrors) {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(mergeErrors);
        try {
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading: its exit code tells more than a broken pipe.
            }
            return process;
        } catch (IOException e) {
            throw new LabFailure(this + ": " + e.getMessage(), e);
        }
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line, scripts left out, and without environment and input: passwords go that way. */
    @Override
    public String toString() {
        return words.stream()
                .map(word -> word.contains("\n") ? "(script)" : word)
                .collect(Collectors.joining(" "));
    }
}

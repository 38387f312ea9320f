package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A control group of our own around one headend. Its {@code cpu.stat} counts all that its processes have used, to the
 * nanosecond and whoever reaped them: a headend that forks a worker per connection hides nothing, as adding up
 * {@code /proc/PID/stat} would (there, a child counts only once its parent has waited for it, and one that was
 * re-parented never).
 *
 * <p>Needs a writable cgroup v2 hierarchy, no controllers: {@code cpu.stat} has {@code usage_usec} without them.
 */
final class Cgroup implements AutoCloseable {
    static final String PREFIX = "sallyport-lab-";

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);

    private final Path path;
    private final Runnable undo = this::close;
    private boolean closed;

    private Cgroup(Path path) {
        this.path = path;
    }

    static Cgroup create(String label) {
        Path parent = parent().orElseThrow(
                        () -> new LabFailure("no writable cgroup v2 hierarchy is mounted (see /proc/mounts)"));
        Path path =
                parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet() + "-" + label);
        try {
            Files.createDirectory(path);
        } catch (IOException e) {
            throw new LabFailure("cgroup: " + e.getMessage(), e);
        }
        Cgroup group = new Cgroup(path);
        AtExit.register(group.undo);
        return group;
    }

    /** Where groups are made: the root of the v2 hierarchy, wherever this system mounts it. */
    static Optional<Path> parent() {
        try (var mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            return mounts.map(line -> line.split(" ", -1))
                    .filter(fields -> fields[2].equals("cgroup2"))
                    .map(fields -> Path.of(fields[1]))
                    .filter(Files::isWritable)
                    .findFirst();
        } catch (IOException e) {
            throw new LabFailure("mounts: " + e.getMessage(), e);
        }
    }

    /**
     * The same command, which enters the group before its first instruction. It hears SIGHUP, even if this process was started
     * by {@code nohup}.
     */
    Command containing(Command command) {
        return command.behind(List.of(
                "sh",
                "-c",
                "echo 0 > \"$0\" && exec env --default-signal=HUP \"$@\"",
                path.resolve("cgroup.procs").toString()));
    }

    /** CPU time, user and system, of all processes that ever were in the group. */
    double cpuSeconds() {
        return read("cpu.stat")
                        .lines()
                        .filter(line -> line.startsWith("usage_usec "))
                        .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
                        .findFirst()
                        .orElseThrow(() -> new LabFailure(path + "/cpu.stat has no usage_usec"))
                / 1e6;
    }

    /** The living ones. */
    List<Long> pids() {
        return read("cgroup.procs").lines().map(Long::valueOf).toList();
    }

    /** Kills all that is inside, and removes the group. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            remove(path);
            AtExit.forget(undo);
        }
    }

    static void remove(Path path) {
        try {
            if (Files.exists(path)) {
                Files.writeString(path.resolve("cgroup.kill"), "1");
                Deadline.in(TIME_TO_DIE).await("the end of the processes in " + path, () -> isEmpty(path));
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new LabFailure("cgroup: " + e.getMessage(), e);
        }
    }

    private static boolean isEmpty(Path path) {
        try {
            return Files.readString(path.resolve("cgroup.events")).contains("populated 0");
        } catch (IOException e) {
            throw new LabFailure("cgroup: " + e.getMessage(), e);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(path.resolve(file));
        } catch (IOException e) {
            throw new LabFailure("cgroup: " + e.getMessage(), e);
        }
    }
}

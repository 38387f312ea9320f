package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A directory for the files of one run, removed with what is in it when closed. Always below {@code /tmp}, as programs
 * of another Debian release see it at the same place.
 */
final class RunDirectory implements AutoCloseable {
    static final Path PARENT = Path.of("/tmp");
    static final String PREFIX = "sallyport-lab-";

    private final Path path;
    private final Runnable undo = this::close;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** For our eyes only. */
    static RunDirectory create() {
        return create("rwx------");
    }

    /** With a way through for headends, which give up root and need the files below. */
    static RunDirectory createOpen() {
        return create("rwxr-xr-x");
    }

    private static RunDirectory create(String permissions) {
        try {
            Path path = Files.createTempDirectory(
                    PARENT, PREFIX + ProcessHandle.current().pid() + "-");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            RunDirectory directory = new RunDirectory(path);
            AtExit.register(directory.undo);
            return directory;
        } catch (IOException e) {
            throw new LabFailure("run directory: " + e.getMessage(), e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        remove(path);
        AtExit.forget(undo);
    }

    static void remove(Path path) {
        Command.of("rm", "-rf", "--one-file-system", path.toString()).run().orFail();
    }
}

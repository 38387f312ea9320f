package io.sallyport.dataplane.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A run of one of the host's tools, fed through its standard input; owned by whoever runs it, for as long. */
final class HostCommand {
    private static final long DEADLINE_SECONDS = 20;
    private static final int LONGEST_COMPLAINT = 400; // bytes
    private static final int KILLED = 128 + 9;

    private HostCommand() {}

    /**
     * Runs {@code command} to its end.
     *
     * @param debianPackage named when the tool is missing
     */
    static void run(List<String> command, String input, String debianPackage) throws HostRefused {
        String tool = command.getFirst();
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new HostRefused(tool + ": cannot be run (package " + debianPackage + "): " + e.getMessage());
        }
        Thread.startVirtualThread(() -> endIfStuck(process));
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended before it had read everything; its exit status and words say why.
            }
            InputStream output = process.getInputStream();
            String complaint = new String(output.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8);
            output.transferTo(OutputStream.nullOutputStream());
            int status = process.waitFor();
            if (status == KILLED) {
                throw new HostRefused(tool + ": no answer within " + DEADLINE_SECONDS + " s");
            }
            if (status != 0) {
                throw new HostRefused(tool + ": " + complaint.strip().replaceAll("\\s*\\R\\s*", "; "));
            }
        } catch (IOException e) {
            throw new HostRefused(tool + ": its output cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostRefused(tool + ": interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    private static void endIfStuck(Process process) {
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

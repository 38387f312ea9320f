package io.sallyport.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** What the lab's programs have in common: failing with one message, asking for what they need, staying. */
public final class LabProgram {

    private LabProgram() {}

    /** Runs {@code body}, and ends the JVM with 1 and one message when it fails; nothing is left behind then. */
    public static void launch(String name, Runnable body) {
        try {
            body.run();
        } catch (LabFailure e) {
            System.err.println(name + ": " + e.getMessage());
            System.exit(1); // the end of the JVM undoes what is still there
        }
    }

    /** Says in one line what is missing, before anything is half made. */
    public static void requireRootAnd(List<String> programs) {
        if (!isRoot()) {
            throw new LabFailure("network namespaces need root");
        }
        List<String> missing = programs.stream()
                .filter(program -> !Command.of("sh", "-c", "command -v \"$0\"", program)
                        .run()
                        .ok())
                .toList();
        if (!missing.isEmpty()) {
            throw new LabFailure("missing programs: " + String.join(", ", missing)
                    + " (Debian packages: iproute2 nftables openconnect iputils-ping openssl)");
        }
    }

    static boolean isRoot() {
        return Command.of("id", "-u").run().out().strip().equals("0");
    }

    /** The image that the build leaves beside the lab's own classes. */
    public static Path builtImage() {
        return Jvm.classes().resolveSibling("sallyport");
    }

    /** Waits for a Ctrl-C, which ends the JVM and with it all that was built. */
    static void stay() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw LabFailure.interrupted("Ctrl-C", e);
        }
    }
}

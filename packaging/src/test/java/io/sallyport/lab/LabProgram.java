package io.sallyport.lab;

import io.sallyport.testkit.cstp.ClientFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the lab's programs have in common: failing with one message, asking for what they need, staying. */
public final class LabProgram {

    private LabProgram() {}

    /** Runs {@code body}, and ends the JVM with 1 and one message when it fails; nothing is left behind then. */
    public static void launch(String name, Runnable body) {
        try {
            body.run();
        } catch (LabFailure | ClientFailure e) {
            if (!AtExit.closing()) {
                System.err.println(name + ": " + e.getMessage());
                System.exit(1); // the end of the JVM undoes what is still there
            }
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

    /** Stays until a Ctrl-C, which ends the JVM and with it all that was built, or until {@code process} ends. */
    static void stayWith(Running process) {
        process.awaitExit(Duration.ofDays(365));
        throw new LabFailure("the gateway has ended, saying:\n" + process.output());
    }
}

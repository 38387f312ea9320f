package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeftoversIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void anInterruptedLabLeavesNothing() throws IOException {
        try (Running lab = startLab()) {
            assertThat(thingsOf(lab)).isNotEmpty();

            lab.signal(Signal.INT);
            lab.awaitExit(SOON);

            assertThat(thingsOf(lab)).isEmpty();
        }
    }

    @Test
    void whatAKilledLabLeavesIsFoundAndRemoved() throws IOException {
        try (Running lab = startLab()) {
            lab.signal(Signal.KILL);
            lab.awaitExit(SOON);
            assertThat(thingsOf(lab)).isNotEmpty();

            Leftovers.remove();

            assertThat(thingsOf(lab)).isEmpty();
        }
    }

    @Test
    void whatBelongsToTheLivingStays() throws IOException {
        try (Running lab = startLab()) {
            List<String> before = thingsOf(lab);

            Leftovers.remove();

            assertThat(thingsOf(lab)).isEqualTo(before);
        }
    }

    private static Running startLab() {
        Running lab = Command.of(Jvm.command(Lab.class, "--ocserv", "12")).start();
        lab.await("Ctrl-C removes it all.", SOON);
        return lab;
    }

    /** Namespaces, control groups, directories and processes that a lab has made, by its process id. */
    private static List<String> thingsOf(Running lab) throws IOException {
        List<String> things = new ArrayList<>(Command.of("ip", "netns", "list")
                .run()
                .out()
                .lines()
                .filter(line -> line.startsWith(Namespace.PREFIX + lab.pid() + "-"))
                .toList());
        for (Path parent : List.of(RunDirectory.PARENT, Cgroup.parent().orElseThrow())) {
            try (var entries = Files.newDirectoryStream(parent, RunDirectory.PREFIX + lab.pid() + "-*")) {
                entries.forEach(entry -> things.add(entry.toString()));
            }
        }
        return things;
    }
}

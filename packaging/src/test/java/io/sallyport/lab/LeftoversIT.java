package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@NeedsLab(programs = {"ocserv", "ocpasswd"})
class LeftoversIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void anInterruptedLabLeavesNothing() {
        try (Running lab = startLab()) {
            assertThat(Leftovers.of(lab.pid())).isNotEmpty();

            lab.signal(Signal.INT);
            lab.awaitExit(SOON);

            assertThat(Leftovers.of(lab.pid())).isEmpty();
        }
    }

    @Test
    void whatAKilledLabLeavesIsFoundAndRemoved() {
        try (Running lab = startLab()) {
            lab.signal(Signal.KILL);
            lab.awaitExit(SOON);
            assertThat(Leftovers.of(lab.pid())).isNotEmpty();

            Leftovers.remove();

            assertThat(Leftovers.of(lab.pid())).isEmpty();
        }
    }

    @Test
    void whatBelongsToTheLivingStays() {
        try (Running lab = startLab()) {
            List<String> before = Leftovers.of(lab.pid());

            Leftovers.remove();

            assertThat(Leftovers.of(lab.pid())).isEqualTo(before);
        }
    }

    private static Running startLab() {
        Running lab = Command.of(Jvm.command(Lab.class, "--ocserv", "12")).start();
        lab.await("Ctrl-C removes it all.", SOON);
        return lab;
    }
}

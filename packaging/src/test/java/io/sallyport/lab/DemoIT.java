package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code ./dev demo}, as everybody's first minutes with Sallyport go. */
@NeedsLab(programs = {"openconnect", "ping"})
class DemoIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aRealClientIsShownAtWorkAndCtrlCLeavesNothing() {
        List<Long> processes;
        try (Running demo = Command.of(Jvm.command(Demo.class, "--with-client")).start()) {
            demo.await("The client stays connected until Ctrl-C", SOON);
            assertThat(demo.output())
                    .contains("openconnect is connected to sallyport: 192.0.2.")
                    .contains("3 packets transmitted, 3 received")
                    .contains("http://198.18.2.10/: " + TargetHost.PAGE.strip())
                    .contains("http://[2001:db8:2:0:0:0:0:10]/: " + TargetHost.PAGE.strip())
                    .containsSubsequence("PING 198.18.2.10", "3 received", "PING 2001:db8:2:0:0:0:0:10", "3 received");
            assertThat(Leftovers.of(demo.pid())).hasSizeGreaterThan(4);
            processes = processesOf(demo);
            assertThat(processes).hasSizeGreaterThan(2);

            demo.signal(Signal.INT);
            demo.awaitExit(SOON);

            assertThat(Leftovers.of(demo.pid())).isEmpty();
        }
        assertThat(processes).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    /** All that it has started, directly or not; a namespace, its TUN devices and its nftables tables live as long. */
    private static List<Long> processesOf(Running demo) {
        ProcessHandle own = ProcessHandle.of(demo.pid()).orElseThrow();
        return Stream.concat(Stream.of(own), own.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }
}

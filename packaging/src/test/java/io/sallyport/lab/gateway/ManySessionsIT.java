package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Command;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.NeedsLab;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.CstpTunnel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two hundred clients at a time, each with a tunnel of its own that is asked again and again whether it lives. */
@NeedsLab(programs = "curl")
class ManySessionsIT {
    private static final int SESSIONS = 200;
    private static final int PROBES_EACH = 3;
    private static final Duration LONG = Duration.ofMinutes(2);

    /** Generous: a session is TLS state, buffers and a few objects. */
    private static final long MOST_HEAP_PER_SESSION = 200 << 10;

    /** More generous: what the JVM has not collected yet is in it, of the sign-ins as well. */
    private static final long MOST_RESIDENT_PER_SESSION = 1 << 20;

    private final List<CstpTunnel> tunnels = new ArrayList<>();
    private Site site;

    @BeforeEach
    void open() {
        site = Site.open(configuration -> configuration.replace("dpd: 30s", "dpd: 2s"), ALICE);
    }

    @AfterEach
    void close() throws IOException {
        for (CstpTunnel tunnel : tunnels) {
            tunnel.close();
        }
        site.close();
    }

    @Test
    void allAnswerTheProbesOfTheGateway() throws IOException {
        CstpClient client = site.headend().client(site.topology().client1());
        // What the first connections cost is not a session's: classes are loaded, code is compiled.
        client.connect(client.signIn(ALICE.user(), ALICE.password()).orFail().cookie())
                .orFail()
                .disconnect();
        double heapBefore = heapInUse();
        long before = site.headend().memoryBytes();

        for (int i = 0; i < SESSIONS; i++) {
            tunnels.add(client.connect(client.signIn(ALICE.user(), ALICE.password())
                            .orFail()
                            .cookie())
                    .orFail());
        }
        Deadline.in(LONG)
                .await(
                        PROBES_EACH + " answers of each",
                        () -> tunnels.stream().allMatch(tunnel -> tunnel.probesAnswered() >= PROBES_EACH));

        assertThat(tunnels).allMatch(CstpTunnel::open);
        assertThat(tunnels).allMatch(tunnel -> tunnel.unalignedRecords() == 0);
        assertThat(tunnels.stream().map(CstpTunnel::ipv4)).doesNotHaveDuplicates();
        assertThat(site.metric("sallyport_tunnels")).isEqualTo(SESSIONS);
        long resident = (site.headend().memoryBytes() - before) / SESSIONS;
        double heap = (heapInUse() - heapBefore) / SESSIONS;
        System.out.printf(
                Locale.ROOT,
                "memory per session, of %d with sign-in and tunnel: %.1f KiB of live heap, %.1f KiB resident in all"
                        + " (collected or not), above %.0f MiB of the gateway itself%n",
                SESSIONS,
                heap / 1024,
                resident / 1024.0,
                before / 1048576.0);
        assertThat(heap).isLessThan(MOST_HEAP_PER_SESSION);
        assertThat(resident).isLessThan(MOST_RESIDENT_PER_SESSION);
    }

    /** Bytes that are still in use after a collection. */
    private double heapInUse() {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = site.headend().pids().getFirst().toString();
        String collected = Command.of(tool, pid, "GC.run").run().orFail().out();
        assertThat(collected).contains("Command executed successfully");
        return site.metric("jvm_memory_used_bytes{area=\"heap\",id=\"Tenured Gen\"}");
    }
}

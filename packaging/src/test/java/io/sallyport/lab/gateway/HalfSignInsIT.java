package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Command;
import io.sallyport.lab.Credentials;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.NeedsLab;
import io.sallyport.testkit.cstp.AuthDocument;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A thousand clients knock, a part of them gives a wrong answer, and none comes back. */
@NeedsLab
class HalfSignInsIT {
    private static final int CLIENTS = 1000;
    private static final int EVERY = 20;
    private static final Credentials WRONG = new Credentials(ALICE.user(), "wrong");
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Of what a thousand hold, what may be there afterwards: a reload loads classes too. */
    private static final double MOST_LEFT = 0.2;

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +[0-9]+ +([0-9]+)$");

    private Site site;

    @BeforeEach
    void open() {
        site = Site.open(ALICE);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void memoryReturnsToWhereItWas() throws IOException {
        CstpClient client = site.headend().client(site.topology().client1());
        // What the first thousand cost is not theirs: classes are loaded, tables and pools grow.
        knock(client);
        forgetAll();
        double before = heapInUse();

        knock(client);
        double held = heapInUse();
        assertThat(site.metric("sallyport_sign_ins_under_way")).isEqualTo(CLIENTS);
        forgetAll();
        double after = heapInUse();

        System.out.printf(
                Locale.ROOT,
                "live heap: %.0f KiB, with %d sign-ins half-way %.0f KiB (%.1f KiB each), when they are forgotten %.0f KiB%n",
                before / 1024,
                CLIENTS,
                held / 1024,
                (held - before) / CLIENTS / 1024,
                after / 1024);
        assertThat(held).isGreaterThan(before);
        assertThat(after - before).isLessThan((held - before) * MOST_LEFT);
    }

    private static void knock(CstpClient client) throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            if (i % EVERY == 0) {
                client.signIn(WRONG.user(), WRONG.password());
            } else {
                try (TlsConnection connection = client.open()) {
                    AuthDocument init = AuthDocument.init("https://vpn.example.test", Optional.empty());
                    assertThat(client.post(connection, "/", init, new TreeMap<>())
                                    .status())
                            .isEqualTo(200);
                }
            }
        }
    }

    /** Nobody waits for minutes: what is forgotten when, a reload can change. */
    private void forgetAll() throws IOException {
        Path configuration = site.gateway().configuration();
        String text = Files.readString(configuration);
        reload(configuration, text + "limits: {conversation-time: 100ms}\n");
        Deadline.in(LONG).await("all are forgotten", () -> site.metric("sallyport_sign_ins_under_way") == 0);
        reload(configuration, text);
    }

    private void reload(Path configuration, String text) throws IOException {
        Files.writeString(configuration, text);
        site.gateway().verb("reload").run().orFail();
    }

    /**
     * Bytes of all objects that live, counted one by one, so that what the collector leaves lying about is not in it. The count
     * collects too, and what only reference objects hold goes with a second collection.
     */
    private double heapInUse() {
        jcmd("GC.run");
        String histogram = jcmd("GC.class_histogram");
        Matcher total = TOTAL.matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Double.parseDouble(total.group(1));
    }

    private String jcmd(String command) {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String pid = site.headend().pids().getFirst().toString();
        return Command.of(tool, pid, command).run().orFail().out();
    }
}

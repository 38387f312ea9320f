package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.EachRelease;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Signal;
import io.sallyport.lab.TargetHost;
import io.sallyport.lab.Topology;
import io.sallyport.lab.Transfer;
import io.sallyport.lab.TunnelFacts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway dies in the middle of the work and is started again: its users lose seconds, not their sessions. */
@NeedsLab(programs = {"openconnect", "curl"})
class KillNineIT {
    private static final String ENDLESS = TargetHost.url(Topology.TARGET_IPV4) + "bytes?count=900000000000&seed=1";
    private static final long WELL_UNDER_WAY = 5_000_000;
    private static final long TWENTY_MEGABYTES = 20_000_000;

    private final List<Openconnect> clients = new ArrayList<>();
    private Site site;

    @BeforeEach
    void open() {
        site = Site.open(ALICE);
        List<Namespace> machines =
                List.of(site.topology().client1(), site.topology().client2());
        List<DebianRelease> releases = EachRelease.Releases.there("KillNineIT");
        for (int i = 0; i < releases.size(); i++) {
            clients.add(
                    site.client(releases.get(i), machines.get(i)).user(ALICE).connect(SOON));
        }
    }

    @AfterEach
    void close() {
        clients.forEach(Openconnect::close);
        site.close();
    }

    @Test
    void clientsComeBackByThemselvesWithTheirAddresses() {
        List<String> sessions = clients.stream().map(this::sessionId).toList();
        List<TunnelFacts> before = clients.stream().map(Openconnect::tunnel).toList();
        site.topology()
                .client1()
                .command("curl", "-s", "-o", "/dev/null", ENDLESS)
                .start();
        Deadline.in(SOON).await("a transfer under way", () -> bytesTo(sessions.getFirst()) > WELL_UNDER_WAY);
        List<Long> marks =
                clients.stream().map(client -> client.process().mark()).toList();

        site.headend().process().signal(Signal.KILL);
        site.headend().process().awaitExit(SOON);
        site.restart();

        for (int i = 0; i < clients.size(); i++) {
            TunnelFacts after = clients.get(i).awaitReconnect(marks.get(i), SOON);
            assertThat(after.ipv4()).isPresent().isEqualTo(before.get(i).ipv4());
            assertThat(after.ipv6()).isPresent().isEqualTo(before.get(i).ipv6());
        }
        assertThat(clients.stream().map(this::sessionId)).isEqualTo(sessions);
        assertThat(site.metric("sallyport_session_openings_total{outcome=\"opened\"}"))
                .isZero();
        assertThatAFreshFileArrives(site.topology().client1());
        assertThatAFreshFileArrives(site.topology().client2());
    }

    private static void assertThatAFreshFileArrives(Namespace machine) {
        Transfer fresh = new Transfer(
                Transfer.Direction.DOWNLOAD, Topology.TARGET_IPV4, TWENTY_MEGABYTES, 2, Transfer.Check.SHA_256);
        assertThat(fresh.run(machine).sha256()).isEqualTo(fresh.expectedSha256());
    }

    private long bytesTo(String session) {
        return site.session(session).orElseThrow().path("bytes-out").asLong();
    }

    private String sessionId(Openconnect client) {
        return site.sessionOf(client).path("id").asString();
    }
}

package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.udp.UdpUnavailable;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Topology;
import io.sallyport.testkit.load.Carrier;
import io.sallyport.testkit.load.Direction;
import io.sallyport.testkit.load.Inside;
import io.sallyport.testkit.load.LoadClient;
import io.sallyport.testkit.load.LoadSession;
import io.sallyport.testkit.load.Traffic;
import io.sallyport.testkit.load.TrafficPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load client against our gateway. */
@NeedsLab
class LoadIT {
    private static final int SESSIONS = 20;
    private static final int PACKETS_EACH = 500;
    private static final Duration LONG = Duration.ofSeconds(60);

    private Site site;
    private TrafficPeer peer;
    private LoadClient client;

    @BeforeEach
    void open() throws UdpUnavailable {
        site = Site.open(ALICE);
        Topology topology = site.topology();
        peer = TrafficPeer.listen(inside(topology.target()), new InetSocketAddress(Topology.TARGET_IPV4, 0));
        client = new LoadClient(site.headend().client(topology.client1()), inside(topology.client1()));
    }

    private static Inside inside(Namespace namespace) {
        return (sockets, address) -> namespace.inside(() -> sockets.open(address));
    }

    @AfterEach
    void close() {
        client.close();
        peer.close();
        site.close();
    }

    @ParameterizedTest
    @CsvSource({"TLS, DOWNLOAD", "TLS, UPLOAD", "DTLS, DOWNLOAD", "DTLS, UPLOAD"})
    void manySessionsCarryTrafficAtATime(Carrier carrier, Direction direction) throws IOException {
        List<LoadSession> sessions = client.open(SESSIONS, ALICE.user(), ALICE.password(), carrier);
        Traffic traffic =
                new Traffic(direction, new InetSocketAddress(Topology.TARGET_IPV4, peer.port()), /* window= */ 80);

        for (LoadSession session : sessions) {
            session.begin(traffic);
        }

        Deadline.in(LONG)
                .await(
                        PACKETS_EACH + " packets of each",
                        () -> sessions.stream().allMatch(session -> session.carried() >= PACKETS_EACH));
        assertThat(sessions).allMatch(LoadSession::isOpen);
        if (direction == Direction.UPLOAD) {
            assertThat(peer.received()).isGreaterThanOrEqualTo((long) SESSIONS * PACKETS_EACH);
        }
    }
}

package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.PingStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A client that makes new keys again and again, for both channels, while there is work to do.
 *
 * <p>{@code -Drekey.after=20 -Drekey.seconds=300} makes a longer one of it.
 */
@NeedsLab(programs = {"openconnect", "ping", "curl"})
class DtlsRekeyIT {
    private static final Duration AFTER = Duration.ofSeconds(Integer.getInteger("rekey.after", 5));
    private static final Duration DURATION = Duration.ofSeconds(Integer.getInteger("rekey.seconds", 22));
    private static final Duration IDLE = Duration.ofSeconds(4);
    private static final String NO_ROUTE = "sallyport_packets_dropped_total{reason=\"no_route\"}";
    private static final String QUEUE_FULL = "sallyport_packets_dropped_total{reason=\"tunnel_queue_full\"}";
    private static final String ATTACHED = "sallyport_tunnel_openings_total{outcome=\"attached\"}";
    private static final String HANDSHAKES = "sallyport_dtls_handshakes_total{outcome=\"completed\"}";

    @Test
    @Requirement(213)
    void noPingIsLostToNewKeys() {
        String rekey = "keepalive: 20s\n    rekey: {after: %ds}".formatted(AFTER.toSeconds());
        try (Site site = Site.open(configuration -> configuration.replace("keepalive: 20s", rekey), ALICE);
                Openconnect client = site.clientWithDtls(site.topology().client1())
                        .user(ALICE)
                        .connect(SOON)) {
            site.awaitChannel("dtls", client);
            PingStream.Result idle = pings(site, IDLE);
            int rekeys = Math.toIntExact(DURATION.dividedBy(AFTER)) - 1;
            double noRoute = site.metric(NO_ROUTE);
            double queueFull = site.metric(QUEUE_FULL);
            double attachments = site.metric(ATTACHED);
            double handshakes = site.metric(HANDSHAKES);

            PingStream.Result busy;
            long moved;
            try (SteadyLoad load = SteadyLoad.start(site.topology().client1())) {
                busy = pings(site, DURATION);
                moved = load.moved();
            }

            double made = site.metric(ATTACHED) - attachments;
            System.out.printf(
                    "rekeys: %.0f of TLS, %.0f of DTLS in %d s, %d MB moved; pings: %s, idle %s%n",
                    made, site.metric(HANDSHAKES) - handshakes, DURATION.toSeconds(), moved / 1_000_000, busy, idle);
            assertThat(made).isGreaterThanOrEqualTo(rekeys);
            assertThat(site.metric(HANDSHAKES) - handshakes).isGreaterThanOrEqualTo(rekeys);
            assertThat(site.metric(NO_ROUTE)).as("packets that found no tunnel").isEqualTo(noRoute);
            assertThat(site.metric(QUEUE_FULL)).as("packets that found no room").isEqualTo(queueFull);
            assertThat(busy.duplicates()).isZero();
            assertThat(busy.lost() - idle.lost())
                    .as("lost beyond those that openconnect leaves unread in the socket that it closes")
                    .isLessThanOrEqualTo(Math.toIntExact(Math.round(made)));
        }
    }

    private static PingStream.Result pings(Site site, Duration duration) {
        try (PingStream pings = PingStream.start(site.topology().client1(), duration)) {
            return pings.await();
        }
    }
}

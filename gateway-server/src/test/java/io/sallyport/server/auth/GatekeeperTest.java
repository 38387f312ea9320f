package io.sallyport.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.ban.Ban;
import io.sallyport.aaa.ban.BanList;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.config.Bans;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
    private static final InetAddress SOURCE = InetAddress.ofLiteral("198.51.100.7");
    private static final InetAddress NEIGHBOUR = InetAddress.ofLiteral("198.51.100.8");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    private final BanList bans =
            new BanList(new Bans(20, Duration.ofMinutes(5), Duration.ofMinutes(20), List.of()), 100);
    private final Gatekeeper gatekeeper = new Gatekeeper(bans, () -> NOW);

    @Test
    void offencesOfTheNamelessCountForTheirSource() {
        for (int i = 0; i < 3; i++) {
            gatekeeper.offence(Offence.PROTOCOL_VIOLATION, SOURCE);
        }
        for (int i = 0; i < 4; i++) {
            gatekeeper.offence(Offence.UNKNOWN_COOKIE, NEIGHBOUR);
        }
        assertThat(bans.list(NOW)).as("19 of 20 points").isEmpty();

        gatekeeper.offence(Offence.UNKNOWN_COOKIE, SOURCE);

        assertThat(bans.list(NOW)).extracting(Ban::points).containsExactly(20);
        assertThat(bans.banned(NEIGHBOUR, NOW)).isTrue();
        assertThat(bans.offences(Offence.PROTOCOL_VIOLATION)).isEqualTo(3);
        assertThat(bans.offences(Offence.UNKNOWN_COOKIE)).isEqualTo(5);
        assertThat(bans.given()).isOne();
    }
}

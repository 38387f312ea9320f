package io.sallyport.server.auth;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.ban.Ban;
import io.sallyport.aaa.ban.BanList;
import io.sallyport.aaa.ban.Offence;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns away who has guessed too often. Asked before a password is looked at, never about a cookie: who is in stays in.
 *
 * <p>Thread-safe.
 */
public final class Gatekeeper {
    private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);

    private final BanList bans;
    private final InstantSource clock;

    public Gatekeeper(BanList bans, InstantSource clock) {
        this.bans = bans;
        this.clock = clock;
    }

    boolean turnsAway(InetAddress source) {
        return bans.banned(source, clock.instant());
    }

    /** @param user as typed */
    boolean turnsAway(String user) {
        return UserName.parse(user)
                .filter(name -> bans.bannedUser(name, clock.instant()))
                .isPresent();
    }

    /** A wrong answer. */
    void refused(InetAddress source, String user) {
        offended(bans.offence(Offence.WRONG_PASSWORD, source, UserName.parse(user), clock.instant()));
    }

    /** An offence of somebody who has given no name. */
    public void offence(Offence offence, InetAddress source) {
        offended(bans.offence(offence, source, Optional.empty(), clock.instant()));
    }

    private static void offended(List<Ban> given) {
        for (Ban ban : given) {
            log.warn("banned: subject={} until={} points={}", ban.subject(), ban.until(), ban.points());
        }
    }

    void accepted(UserName user) {
        bans.forgive(user);
    }
}

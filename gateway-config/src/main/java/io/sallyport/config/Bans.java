package io.sallyport.config;

import java.time.Duration;
import java.util.List;

/**
 * When a source or a user is shut out.
 *
 * @param after points; a wrong password is 10. 0 switches bans off
 * @param duration how long a ban lasts; attempts do not prolong it
 * @param forget after how long without an offence the points are forgotten
 * @param trusted prefixes that are never banned
 */
public record Bans(int after, Duration duration, Duration forget, List<IpPrefix> trusted) {
    private static final int WRONG_PASSWORD = 10;

    public Bans {
        trusted = List.copyOf(trusted);
    }

    static Bans read(Section bans) {
        return new Bans(
                bans.get("after", points(), 80),
                bans.get("for", Kind.duration(Duration.ofSeconds(1), Duration.ofDays(30)), Duration.ofMinutes(5)),
                bans.get("forget", Kind.duration(Duration.ofSeconds(1), Duration.ofDays(30)), Duration.ofMinutes(20)),
                bans.list("trusted", Kind.prefix()));
    }

    /** Fewer points than the smallest offence would look like "sooner", and be the same. */
    private static Kind<Integer> points() {
        return Kind.number(0, 1_000_000)
                .where(
                        "0 (no bans) or points from " + WRONG_PASSWORD + " to 1000000 (a wrong password is "
                                + WRONG_PASSWORD + ")",
                        points -> points == 0 || points >= WRONG_PASSWORD);
    }
}

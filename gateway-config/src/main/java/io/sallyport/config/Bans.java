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

    public Bans {
        trusted = List.copyOf(trusted);
    }
}

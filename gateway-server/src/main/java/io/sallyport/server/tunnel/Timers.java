package io.sallyport.server.tunnel;

import io.sallyport.config.Policy;
import java.time.Duration;

/**
 * How often client and gateway show each other that they live.
 *
 * @param dpd silence after which the other side is probed; zero is never
 * @param keepalive how often an idle client sends something; zero is never
 */
public record Timers(Duration dpd, Duration keepalive) {
    /** Phones are left asleep longer, but not so long that a NAT forgets the connection. */
    private static final Duration LEAST_FOR_MOBILE = Duration.ofMinutes(2);

    public static Timers of(Policy policy, boolean mobile) {
        return mobile
                ? new Timers(relaxed(policy.dpd()), relaxed(policy.keepalive()))
                : new Timers(policy.dpd(), policy.keepalive());
    }

    private static Duration relaxed(Duration wanted) {
        return wanted.isZero() || wanted.compareTo(LEAST_FOR_MOBILE) > 0 ? wanted : LEAST_FOR_MOBILE;
    }
}

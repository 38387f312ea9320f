package io.sallyport.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a session gets (ASA: group-policy).
 *
 * @param splitInclude networks reached through the tunnel; empty means everything
 * @param splitExclude networks reached beside the tunnel; {@code 0.0.0.0/32} stands for the client's own network
 * @param dns resolvers, IPv4 or IPv6
 * @param mtu upper bound of the tunnel's MTU in bytes, 576..9000
 * @param dpd silence after which a peer is probed; zero switches it off
 * @param keepalive how often an idle client shows that it lives; zero switches it off
 * @param rekeyAfter zero switches rekeying off
 * @param idleTimeout without data; zero is never
 * @param sessionTimeout from sign-in; zero is never
 * @param disconnectedTimeout how long a session (cookie, addresses) outlives its tunnel
 * @param simultaneousSessions per user; 0 is no limit
 * @param dtls whether clients may be offered DTLS
 */
public record Policy(
        String name,
        Optional<String> banner,
        List<IpPrefix> splitInclude,
        List<IpPrefix> splitExclude,
        List<InetAddress> dns,
        List<String> splitDns,
        boolean tunnelAllDns,
        List<String> defaultDomain,
        int mtu,
        Duration dpd,
        Duration keepalive,
        Duration rekeyAfter,
        Duration idleTimeout,
        Duration sessionTimeout,
        Duration disconnectedTimeout,
        int simultaneousSessions,
        boolean dtls) {

    public Policy {
        splitInclude = List.copyOf(splitInclude);
        splitExclude = List.copyOf(splitExclude);
        dns = List.copyOf(dns);
        splitDns = List.copyOf(splitDns);
        defaultDomain = List.copyOf(defaultDomain);
    }
}

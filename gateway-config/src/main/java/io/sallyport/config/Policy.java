package io.sallyport.config;

import static io.sallyport.config.Kind.secondsOrOff;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a session gets (ASA: group-policy). Durations are whole seconds, for clients are told no less.
 *
 * @param banner shown after the sign-in; may have several lines, never empty
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
 * @param compression whether packets may be compressed, for clients that can
 * @param strap whether a client has to prove at CONNECT that it is the one that has signed in
 * @param rate of each session
 * @param clientProfile name of the AnyConnect profile that clients fetch and keep, one of {@link Downloads#profiles}
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
        boolean dtls,
        boolean compression,
        Strap strap,
        Rate rate,
        Optional<String> clientProfile) {
    private static final int MAX_BANNER = 2000; // becomes one header line, up to 12 bytes per character
    private static final int MAX_DOMAIN = 253; // RFC 1035, section 2.3.4, as text

    public Policy {
        splitInclude = List.copyOf(splitInclude);
        splitExclude = List.copyOf(splitExclude);
        dns = List.copyOf(dns);
        splitDns = List.copyOf(splitDns);
        defaultDomain = List.copyOf(defaultDomain);
    }

    /** What is made of a client's keys (Session Token Re-use Anchor Protocol). */
    public enum Strap {
        /** Nothing. */
        OFF,
        /** They are checked and counted; who fails is let in all the same: openconnect up to 9.12 signs something else. */
        TOLERANT,
        /** Who cannot show that it has them is not let in. Works over TLS 1.3. */
        REQUIRE
    }

    /** @param limits a packet has to fit into a frame */
    static Policy read(String name, Section policy, Limits limits) {
        policy.notYetAnyOf("allow", "packet filters are");
        return new Policy(
                name,
                policy.find("banner", prose()).filter(banner -> !banner.isEmpty()),
                policy.list("split-include", Kind.prefix()),
                policy.list("split-exclude", Kind.prefix()),
                policy.list("dns", Kind.address()),
                policy.list("split-dns", domain()),
                policy.get("tunnel-all-dns", Kind.flag(), false),
                policy.oneOrMore("default-domain", domain()),
                policy.get("mtu", Kind.number(576, Math.min(9000, limits.frameSize())), 1406),
                policy.get("dpd", secondsOrOff(ofHours(24)), ofSeconds(30)),
                policy.get("keepalive", secondsOrOff(ofHours(24)), ofSeconds(20)),
                rekeyAfter(policy.section("rekey")),
                policy.get("idle-timeout", secondsOrOff(ofDays(365)), ofMinutes(30)),
                policy.get("session-timeout", secondsOrOff(ofDays(365)), Duration.ZERO),
                policy.get("disconnected-timeout", secondsOrOff(ofDays(365)), ofMinutes(5)),
                policy.get("simultaneous-sessions", Kind.number(0, 10_000), 3),
                policy.get("dtls", Kind.flag(), true),
                policy.get("compression", Kind.flag(), false),
                policy.get("strap", Kind.oneOf(Strap.class), Strap.TOLERANT),
                Rate.read(policy.section("rate")),
                policy.find("client-profile", Kind.text("a name in downloads.profiles", _ -> true)));
    }

    private static Duration rekeyAfter(Section rekey) {
        String newTunnel = "new-tunnel";
        rekey.find("method", Kind.oneOf(List.of(newTunnel), name -> name).later(Set.of("ssl")));
        return rekey.get("after", secondsOrOff(ofDays(365)), ofHours(24));
    }

    /** The line breaks that a block of YAML text ends with are nobody's intention. */
    private static Kind<String> prose() {
        return Kind.of(
                "a text of at most " + MAX_BANNER + " characters without control characters",
                Yaml.Type.TEXT,
                text -> Optional.of(text.stripTrailing())
                        .filter(banner -> banner.length() <= MAX_BANNER
                                && banner.codePoints().allMatch(Printable::testInProse)));
    }

    private static Kind<String> domain() {
        return Kind.text(
                "a domain such as example.test",
                text -> text.length() <= MAX_DOMAIN
                        && text.matches("(%1$s\\.)*%1$s".formatted("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")));
    }
}

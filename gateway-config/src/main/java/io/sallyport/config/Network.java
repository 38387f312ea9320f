package io.sallyport.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the gateway has on the inside: the TUN device, the clients' pools, NAT.
 *
 * @param device name of the TUN device, 1..15 characters
 * @param ipv4 client pool, /8../30; its first host address is the gateway's own
 * @param ipv6 client pool, /48../120; its first host address is the gateway's own. At least one pool is present
 * @param nap how long a worker waits for more after a busy batch from clients; zero: not at all
 */
public record Network(
        String device, Optional<IpPrefix> ipv4, Optional<IpPrefix> ipv6, Nat nat, Offload offload, Duration nap) {

    /** What happens to clients' source addresses on the way out. */
    public enum Nat {
        MASQUERADE,
        NONE
    }

    /** How many packets one system call may move; each is less than the one before. */
    public enum Offload {
        /** As many as this kernel can. */
        AUTO,
        USO,
        TSO_ECN,
        TSO,
        NONE,
        PLAIN;

        private String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static Network read(Section network) {
        if (!network.has("ipv4") && !network.has("ipv6")) {
            network.reject("ipv4", "a client pool such as 192.0.2.0/24 (or one under ipv6, or both)");
        }
        return new Network(
                network.get("device", deviceName(), "sally0"),
                network.find("ipv4", pool("192.0.2.0/24", 8, 30)),
                network.find("ipv6", pool("2001:db8:77::/64", 48, 120)),
                network.get("nat", Kind.oneOf(Nat.class), Nat.MASQUERADE),
                network.get("offload", Kind.oneOf(List.of(Offload.values()), Offload::key), Offload.AUTO),
                network.get("nap", Kind.duration(Duration.ZERO, Duration.ofMillis(5)), Duration.ofNanos(50_000)));
    }

    /** Source: Linux {@code dev_valid_name}, less what would have to be quoted somewhere. */
    private static Kind<String> deviceName() {
        return Kind.text(
                "1 to 15 of the characters A-Z a-z 0-9 _ . -",
                text -> text.matches("[A-Za-z0-9_.-]{1,15}") && !text.equals(".") && !text.equals(".."));
    }

    /** @param example tells the family as well */
    private static Kind<IpPrefix> pool(String example, int minLength, int maxLength) {
        boolean ipv6 = example.indexOf(':') >= 0;
        String expected = "a network of clients from /" + minLength + " to /" + maxLength + ", such as " + example;
        return Kind.prefix()
                .where(
                        expected,
                        pool -> pool.isIpv6() == ipv6
                                && pool.length() >= minLength
                                && pool.length() <= maxLength
                                && isUnicast(pool.network()));
    }

    private static boolean isUnicast(InetAddress network) {
        return !network.isAnyLocalAddress()
                && !network.isLoopbackAddress()
                && !network.isLinkLocalAddress()
                && !network.isMulticastAddress();
    }
}

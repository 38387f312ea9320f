package io.sallyport.config;

import java.util.Optional;

/**
 * What the gateway has on the inside: the TUN device, the clients' pools, NAT.
 *
 * @param device name of the TUN device, 1..15 characters
 * @param ipv4 client pool, /8../30; its first host address is the gateway's own
 * @param ipv6 client pool, /48../120; its first host address is the gateway's own. At least one pool is present
 */
public record Network(String device, Optional<IpPrefix> ipv4, Optional<IpPrefix> ipv6, Nat nat) {

    /** What happens to clients' source addresses on the way out. */
    public enum Nat {
        MASQUERADE,
        NONE
    }
}

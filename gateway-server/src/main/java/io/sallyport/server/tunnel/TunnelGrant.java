package io.sallyport.server.tunnel;

import io.sallyport.aaa.session.Lease;
import io.sallyport.config.IpPrefix;
import io.sallyport.config.Policy;
import java.time.Duration;
import java.util.Optional;

/**
 * What a client gets that may have a tunnel.
 *
 * @param lease its addresses
 * @param ipv4Pool the network of its IPv4 address
 * @param ipv6Pool the network of its IPv6 address
 * @param sessionTimeRemaining until the session ends whatever happens; empty if it need not
 */
public record TunnelGrant(
        Policy policy,
        Lease lease,
        Optional<IpPrefix> ipv4Pool,
        Optional<IpPrefix> ipv6Pool,
        Optional<Duration> sessionTimeRemaining) {}

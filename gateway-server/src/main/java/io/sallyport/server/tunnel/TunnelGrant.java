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
 * @param dtls beside the TLS connection, if there may be any
 * @param dtlsServed whether this client could have had DTLS
 * @param encoding of packets on the TLS connection, if they may be compressed
 */
public record TunnelGrant(
        Policy policy,
        Lease lease,
        Optional<IpPrefix> ipv4Pool,
        Optional<IpPrefix> ipv6Pool,
        Optional<Duration> sessionTimeRemaining,
        Optional<DtlsGrant> dtls,
        boolean dtlsServed,
        Optional<Encoding> encoding) {

    /** What {@code request} comes to under {@code policy}. */
    public static TunnelGrant of(
            TunnelRequest request,
            DtlsTerms terms,
            Policy policy,
            Lease lease,
            Optional<IpPrefix> ipv4Pool,
            Optional<IpPrefix> ipv6Pool,
            Optional<Duration> sessionTimeRemaining) {
        return new TunnelGrant(
                policy,
                lease,
                ipv4Pool,
                ipv6Pool,
                sessionTimeRemaining,
                DtlsGrant.of(request, terms, policy.dtls(), policy.compression()),
                policy.dtls() && terms.udpPort() != 0,
                policy.compression() ? Encoding.of(request.encodings()) : Optional.empty());
    }
}

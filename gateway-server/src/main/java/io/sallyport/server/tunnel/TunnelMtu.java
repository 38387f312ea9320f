package io.sallyport.server.tunnel;

import io.sallyport.dataplane.dtls.Protection;
import java.util.Optional;

/**
 * How large a packet inside the tunnel may be, so that a full one still fits one segment of the TLS connection, or one
 * datagram.
 *
 * @param base bytes of the largest packet on the path between client and gateway
 * @param tls bytes of the largest IP packet that a client is told to send over TLS; at most {@code dtls}
 * @param dtls bytes of the largest IP packet that fits a datagram; without DTLS as over TLS
 */
public record TunnelMtu(int base, int tls, int dtls) {
    /** RFC 8200, section 5: IPv6 needs links that carry this much. */
    public static final int LEAST_FOR_IPV6 = 1280;

    private static final int LEAST = 576; // RFC 791: what every host must take
    private static final int LINK = 1500;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_HEADER = 20;
    private static final int TCP_TIMESTAMPS = 12;
    private static final int TLS_RECORD =
            5 + 24; // header; explicit nonce and tag of TLS 1.2 GCM, the longest we agree on
    private static final int CSTP_HEADER = 8;
    private static final int UDP_HEADER = 8;
    private static final int DTLS_RECORD = 13;
    private static final int DTLS_TYPE = 1;
    // What older clients leave for the headers when they only name the inner size (protocol of the draft, section
    // 2.1.3).
    private static final int ASSUMED_OVERHEAD_IPV4 = 94;
    private static final int ASSUMED_OVERHEAD_IPV6 = 114;

    /**
     * @param outerIpv6 whether the connection itself runs over IPv6
     * @param pathMtu what the kernel knows of the connection's path, in bytes
     * @param policyMtu upper bound of the policy
     */
    public static TunnelMtu of(
            TunnelRequest request, boolean outerIpv6, int pathMtu, int policyMtu, Optional<DtlsGrant> dtls) {
        int base = Math.min(Math.min(LINK, pathMtu), clientBase(request, outerIpv6));
        int room = base - (outerIpv6 ? IPV6_HEADER : IPV4_HEADER);
        int most = most(request, policyMtu);
        int tls = bounded(room - TCP_HEADER - TCP_TIMESTAMPS - TLS_RECORD - CSTP_HEADER, most);
        if (dtls.isEmpty()) {
            return new TunnelMtu(base, tls, tls);
        }
        DtlsChoice choice = dtls.get().choice();
        int datagram = bounded(room - UDP_HEADER - DTLS_RECORD - DTLS_TYPE - overhead(choice), most);
        // A client that negotiates is told one size for both channels, because its suite is not known yet.
        return new TunnelMtu(
                base, choice instanceof DtlsChoice.PskNegotiated ? datagram : Math.min(tls, datagram), datagram);
    }

    /** Whether IPv6 may be given at all. */
    public boolean carriesIpv6() {
        return tls >= LEAST_FOR_IPV6;
    }

    private static int bounded(int fitting, int most) {
        return Math.max(Math.min(fitting, most), LEAST);
    }

    private static int most(TunnelRequest request, int policyMtu) {
        int wanted = request.mtu().orElse(LINK);
        return wanted >= LEAST ? Math.min(wanted, policyMtu) : policyMtu;
    }

    /** Bytes by which the record of a full packet is longer than the packet, its header aside. */
    private static int overhead(DtlsChoice choice) {
        return switch (choice) {
            case DtlsChoice.PskNegotiated() -> Protection.AES_256_GCM.overhead(); // what clients prefer
            case DtlsChoice.Resumed(DtlsChoice.NamedSuite suite, DtlsChoice.CipherHeader _) ->
                suite.protection().overhead();
            case DtlsChoice.Legacy(DtlsChoice.NamedSuite suite, DtlsChoice.Versions _) ->
                suite.protection().overhead();
        };
    }

    private static int clientBase(TunnelRequest request, boolean outerIpv6) {
        int least = request.wants(TunnelRequest.Family.IPV6) ? LEAST_FOR_IPV6 : LEAST;
        if (request.baseMtu().isPresent()) {
            return Math.max(request.baseMtu().getAsInt(), least);
        }
        int assumedOverhead = outerIpv6 ? ASSUMED_OVERHEAD_IPV6 : ASSUMED_OVERHEAD_IPV4;
        return request.mtu().isPresent() ? Math.max(request.mtu().getAsInt(), LEAST) + assumedOverhead : LINK;
    }
}

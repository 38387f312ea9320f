package io.sallyport.server.tunnel;

/**
 * How large a packet inside the tunnel may be, so that a full one still fits one segment of the TLS connection.
 *
 * @param base bytes of the largest packet on the path between client and gateway
 * @param tunnel bytes of the largest IP packet inside
 */
public record TunnelMtu(int base, int tunnel) {
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
    // What older clients leave for the headers when they only name the inner size (protocol of the draft, section
    // 2.1.3).
    private static final int ASSUMED_OVERHEAD_IPV4 = 94;
    private static final int ASSUMED_OVERHEAD_IPV6 = 114;

    /**
     * @param outerIpv6 whether the connection itself runs over IPv6
     * @param pathMtu what the kernel knows of the connection's path, in bytes
     * @param policyMtu upper bound of the policy
     */
    public static TunnelMtu of(TunnelRequest request, boolean outerIpv6, int pathMtu, int policyMtu) {
        int base = Math.min(Math.min(LINK, pathMtu), clientBase(request, outerIpv6));
        int overhead = (outerIpv6 ? IPV6_HEADER : IPV4_HEADER) + TCP_HEADER + TCP_TIMESTAMPS + TLS_RECORD + CSTP_HEADER;
        int tunnel = Math.min(base - overhead, policyMtu);
        int wanted = request.mtu().orElse(LINK);
        if (wanted >= LEAST) {
            tunnel = Math.min(tunnel, wanted);
        }
        return new TunnelMtu(base, Math.max(tunnel, LEAST));
    }

    /** Whether IPv6 may be given at all. */
    public boolean carriesIpv6() {
        return tunnel >= LEAST_FOR_IPV6;
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

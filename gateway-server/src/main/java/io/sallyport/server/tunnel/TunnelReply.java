package io.sallyport.server.tunnel;

import io.sallyport.config.IpLiteral;
import io.sallyport.config.IpPrefix;
import io.sallyport.config.Policy;
import io.sallyport.server.tunnel.TunnelRequest.Family;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The gateway's half of CONNECT: the X-CSTP and X-DTLS headers of a positive answer.
 *
 * <p>openconnect compares these names with case, and stops over a missing MTU, so their spelling is part of the protocol.
 */
public final class TunnelReply {
    private static final String PROTOCOL = "Copyright (c) 2004 Cisco Systems, Inc."; // demanded by newer Cisco clients
    private static final IpPrefix LOCAL_NETWORK = IpPrefix.of(InetAddress.ofLiteral("0.0.0.0"), 32);
    private static final Duration YEAR = Duration.ofDays(365);

    private final HeaderLines lines = new HeaderLines();
    private final TunnelRequest request;
    private final TunnelGrant grant;
    private final Policy policy;
    private final TunnelMtu mtu;

    private TunnelReply(TunnelRequest request, TunnelGrant grant, TunnelMtu mtu) {
        this.request = request;
        this.grant = grant;
        this.policy = grant.policy();
        this.mtu = mtu;
    }

    /** The header lines, in the order in which they are sent. */
    public static List<HeaderLines.Line> lines(TunnelRequest request, TunnelGrant grant, TunnelMtu mtu) {
        TunnelReply reply = new TunnelReply(request, grant, mtu);
        reply.greeting();
        reply.addresses();
        reply.names();
        reply.routes();
        reply.lifetime();
        reply.timers();
        reply.packetSizes();
        reply.dtls();
        reply.encodings();
        reply.clientSettings();
        return reply.lines.all();
    }

    /** Whether the client gets its IPv4 address. */
    public static boolean givesIpv4(TunnelRequest request, TunnelGrant grant) {
        return request.wants(Family.IPV4) && grant.lease().ipv4().isPresent();
    }

    /** Whether the client gets its IPv6 address: it wants one, and its tunnel carries packets that large. */
    public static boolean givesIpv6(TunnelRequest request, TunnelGrant grant, TunnelMtu mtu) {
        return request.wants(Family.IPV6) && grant.lease().ipv6().isPresent() && mtu.carriesIpv6();
    }

    private boolean givesIpv4() {
        return givesIpv4(request, grant);
    }

    private boolean givesIpv6() {
        return givesIpv6(request, grant, mtu);
    }

    private void greeting() {
        lines.add("X-CSTP-Version", "1");
        lines.add("X-CSTP-Protocol", PROTOCOL);
        lines.add("X-CSTP-Server-Name", "Sallyport");
        request.hostname().ifPresent(name -> lines.add("X-CSTP-Hostname", name));
    }

    private void addresses() {
        if (givesIpv4()) {
            Inet4Address address = grant.lease().ipv4().orElseThrow();
            lines.add("X-CSTP-Address", IpLiteral.format(address));
            lines.add("X-CSTP-Netmask", mask(grant.ipv4Pool().orElseThrow().length()));
        }
        if (givesIpv6()) {
            Inet6Address address = grant.lease().ipv6().orElseThrow();
            IpPrefix pool = grant.ipv6Pool().orElseThrow();
            if (request.fullIpv6()) {
                lines.add("X-CSTP-Address-IP6", IpLiteral.format(address) + "/" + pool.length());
            } else {
                lines.add("X-CSTP-Address", IpLiteral.format(address));
                lines.add("X-CSTP-Netmask", pool.toString());
            }
        }
    }

    private void names() {
        for (InetAddress resolver : policy.dns()) {
            if (resolver instanceof Inet4Address && givesIpv4()) {
                lines.add("X-CSTP-DNS", IpLiteral.format(resolver));
            } else if (resolver instanceof Inet6Address && givesIpv6() && request.fullIpv6()) {
                // openconnect before 9.20 reads no X-CSTP-DNS-IP6, Cisco clients read nothing else.
                lines.add(request.kind().isCisco() ? "X-CSTP-DNS-IP6" : "X-CSTP-DNS", IpLiteral.format(resolver));
            }
        }
        if (!policy.defaultDomain().isEmpty()) {
            lines.add("X-CSTP-Default-Domain", String.join(" ", policy.defaultDomain()));
        }
        for (String domain : policy.splitDns()) {
            lines.add("X-CSTP-Split-DNS", domain);
        }
        lines.add("X-CSTP-Tunnel-All-DNS", Boolean.toString(policy.tunnelAllDns() || takesEverything()));
    }

    private boolean takesEverything() {
        return policy.splitInclude().isEmpty();
    }

    private void routes() {
        for (IpPrefix network : policy.splitInclude()) {
            route("X-CSTP-Split-Include", network);
        }
        if (needsExplicitIpv6Route()) {
            lines.add("X-CSTP-Split-Include-IP6", "2000::/3");
        }
        // Clients look for their own network first.
        policy.splitExclude().stream()
                .filter(LOCAL_NETWORK::equals)
                .forEach(local -> lines.add("X-CSTP-Split-Exclude", "0.0.0.0/255.255.255.255"));
        policy.splitExclude().stream()
                .filter(network -> !network.equals(LOCAL_NETWORK))
                .forEach(network -> route("X-CSTP-Split-Exclude", network));
    }

    /** iOS uses IPv6 only if a route leads there; without one of the policy's, all of the global range does. */
    private boolean needsExplicitIpv6Route() {
        return request.kind() == ClientKind.ANYCONNECT_IOS
                && givesIpv6()
                && request.fullIpv6()
                && policy.splitInclude().stream().noneMatch(IpPrefix::isIpv6);
    }

    private void route(String name, IpPrefix network) {
        if (!network.isIpv6() && givesIpv4()) {
            lines.add(name, IpLiteral.format(network.network()) + "/" + mask(network.length()));
        } else if (network.isIpv6() && givesIpv6() && request.fullIpv6()) {
            lines.add(name + "-IP6", network.toString());
        }
    }

    private void lifetime() {
        lines.add("X-CSTP-Session-Timeout", secondsOrNone(policy.sessionTimeout()));
        lines.add(
                "X-CSTP-Session-Timeout-Remaining",
                secondsOrNone(grant.sessionTimeRemaining().orElse(Duration.ZERO)));
        lines.add("X-CSTP-Session-Timeout-Alert-Interval", "60");
        lines.add("X-CSTP-Idle-Timeout", secondsOrNone(policy.idleTimeout()));
        lines.add(
                "X-CSTP-Disconnected-Timeout",
                Long.toString(policy.disconnectedTimeout().toSeconds()));
    }

    private void timers() {
        Timers timers = Timers.of(policy, request.mobile());
        String dpd = Long.toString(timers.dpd().toSeconds());
        String keepalive = Long.toString(timers.keepalive().toSeconds());
        lines.add("X-CSTP-DPD", dpd);
        lines.add("X-CSTP-Keepalive", keepalive);
        // sslcon waits only 5 s for a packet when these are missing, whether it speaks DTLS or not.
        boolean wantsNone = grant.dtlsServed() && !request.dtls().isAskedFor();
        if (grant.dtls().isPresent() || wantsNone) {
            lines.add("X-DTLS-DPD", dpd);
            lines.add("X-DTLS-Keepalive", keepalive);
        }
        // Secure Client 5.1 refuses a tunnel whose method is "none"; a year is as good as never.
        Duration rekeyAfter = policy.rekeyAfter().isZero() ? YEAR : policy.rekeyAfter();
        lines.add("X-CSTP-Rekey-Time", Long.toString(rekeyAfter.toSeconds()));
        lines.add("X-CSTP-Rekey-Method", "new-tunnel");
        if (grant.dtls().isPresent()) {
            // Never "ssl": clients with GnuTLS would renegotiate, which we do not answer.
            lines.add("X-DTLS-Rekey-Time", Long.toString(rekeyAfter.toSeconds()));
            lines.add("X-DTLS-Rekey-Method", "new-tunnel");
        }
    }

    private void packetSizes() {
        lines.add("X-CSTP-Base-MTU", Integer.toString(mtu.base()));
        lines.add("X-CSTP-MTU", Integer.toString(mtu.tls()));
    }

    /** Exactly one header names the suite: openconnect takes whichever comes last. */
    private void dtls() {
        grant.dtls().ifPresent(dtls -> {
            switch (dtls.choice()) {
                case DtlsChoice.PskNegotiated() -> {
                    lines.add("X-DTLS-App-ID", dtls.idText());
                    lines.add(DtlsChoice.CipherHeader.X_DTLS_CIPHER_SUITE.toString(), DtlsChoice.PSK_NEGOTIATE);
                }
                case DtlsChoice.Resumed(DtlsChoice.NamedSuite suite, DtlsChoice.CipherHeader header) ->
                    resumedDtls(dtls, header, suite);
                case DtlsChoice.Legacy(DtlsChoice.NamedSuite suite, DtlsChoice.Versions _) ->
                    resumedDtls(dtls, DtlsChoice.CipherHeader.X_DTLS_CIPHER_SUITE, suite);
            }
            lines.add("X-DTLS-Port", Integer.toString(dtls.port()));
        });
    }

    private void resumedDtls(DtlsGrant dtls, DtlsChoice.CipherHeader header, DtlsChoice.NamedSuite suite) {
        lines.add("X-DTLS-Session-ID", dtls.idText());
        lines.add(header.toString(), suite.name());
        lines.add("X-DTLS-MTU", Integer.toString(mtu.dtls()));
    }

    private void encodings() {
        grant.encoding().ifPresent(encoding -> lines.add("X-CSTP-Content-Encoding", encoding.toString()));
        grant.dtls()
                .flatMap(DtlsGrant::encoding)
                .ifPresent(encoding -> lines.add("X-DTLS-Content-Encoding", encoding.toString()));
    }

    private void clientSettings() {
        policy.banner().ifPresent(text -> lines.add("X-CSTP-Banner", percentEncoded(text)));
        if (request.mobile()) {
            lines.add("X-CSTP-License", "accept");
        }
        lines.add("X-CSTP-Keep", "true");
        lines.add("X-CSTP-TCP-Keepalive", "true");
        lines.add("X-CSTP-Smartcard-Removal-Disconnect", "true");
        lines.add("X-CSTP-MSIE-Proxy-Lockdown", "true");
        lines.add("X-CSTP-Quarantine", "false");
        lines.add("X-CSTP-Routing-Filtering-Ignore", "false");
        lines.add("X-CSTP-Disable-Always-On-VPN", "false");
        lines.add("X-CSTP-Client-Bypass-Protocol", "false");
    }

    private static String secondsOrNone(Duration duration) {
        return duration.isZero() ? "none" : Long.toString(Math.max(1, duration.toSeconds()));
    }

    /** {@code 24} becomes {@code 255.255.255.0}. */
    private static String mask(int length) {
        int mask = (int) (0xFFFF_FFFF_0000_0000L >>> length);
        return "%d.%d.%d.%d".formatted(mask >>> 24, mask >>> 16 & 0xFF, mask >>> 8 & 0xFF, mask & 0xFF);
    }

    /** One line of printable ASCII; openconnect decodes {@code %XX}. */
    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte character : text.getBytes(StandardCharsets.UTF_8)) {
            if (character >= ' ' && character < 0x7F && character != '%') {
                encoded.append((char) character);
            } else {
                encoded.append("%%%02X".formatted(character & 0xFF));
            }
        }
        return encoded.toString();
    }
}

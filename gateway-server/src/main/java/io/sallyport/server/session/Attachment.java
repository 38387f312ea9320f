package io.sallyport.server.session;

import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.tunnel.DtlsTerms;
import io.sallyport.server.tunnel.StrapProof;
import io.sallyport.server.tunnel.TunnelGrant;
import io.sallyport.server.tunnel.TunnelMtu;
import io.sallyport.server.tunnel.TunnelRequest;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A connection that wants to carry a session's packets.
 *
 * @param outerIpv6 whether the connection itself runs over IPv6
 * @param pathMtu bytes of the largest packet on its path, as far as the kernel knows
 * @param certificate what the client shows in this connection's handshake
 * @param strap what it says of its keys
 * @param dtls what DTLS it may have beside it
 * @param channel not open yet
 */
public record Attachment(
        TunnelRequest request,
        InetSocketAddress remote,
        boolean outerIpv6,
        int pathMtu,
        Optional<X509Certificate> certificate,
        Optional<StrapProof> strap,
        DtlsTerms dtls,
        CstpChannel channel) {

    /** What becomes of it. */
    public sealed interface Outcome {
        /**
         * @param sessionId of the session that the cookie stands for
         * @param device what the client said at its sign-in of what it runs on
         * @param carriage its tunnel is on the route table already, and its DTLS is offered
         * @param dpdNanos silence after which the client is probed; 0 is never
         */
        record Granted(
                String sessionId, String device, TunnelGrant grant, TunnelMtu mtu, Carriage carriage, long dpdNanos)
                implements Outcome {}

        /**
         * The cookie stands for no session of this client: it never did, the session has ended, or is another client's.
         * Clients take that as final.
         */
        record UnknownCookie() implements Outcome {}

        /** @param reason printable ASCII; the client may try again */
        record Unavailable(String reason) implements Outcome {}
    }
}

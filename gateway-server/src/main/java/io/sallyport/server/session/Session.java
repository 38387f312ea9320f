package io.sallyport.server.session;

import io.sallyport.aaa.session.EndReason;
import io.sallyport.aaa.session.Lease;
import io.sallyport.aaa.session.SessionRow;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.Policy;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.carriage.HeldPackets;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.cstp.TrafficCounters;
import io.sallyport.server.tunnel.StrapKey;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A user's stay. It outlives connections, channels and the process; its cookie and addresses are its own until it ends.
 *
 * <pre>
 *   Absent --attach--> Present --channel ended--> Absent
 *                      |     ^
 *      user's goodbye  v     | attach
 *                      Leaving
 *
 *   any --terminated, timed out, logged out, away too long--> Ended
 * </pre>
 *
 * <p>Confined to the control executor.
 */
final class Session {
    /** Whether the client is there. */
    sealed interface Presence {
        /**
         * @param sinceNanos when the client went away, or signed in
         * @param interlude if its connection broke and it is expected back at any moment
         */
        record Absent(long sinceNanos, Optional<Interlude> interlude) implements Presence {}

        record Present(Arrival arrival) implements Presence {}

        /** The user has said goodbye; the cookie is good for a moment longer. */
        record Leaving(long untilNanos) implements Presence {}

        record Ended(EndReason reason) implements Presence {}
    }

    /** A client that makes a new connection has closed the old one before: what comes meanwhile waits for it. */
    record Interlude(Tunnel tunnel, HeldPackets packets) {}

    /**
     * What carries the packets of a session that is there.
     *
     * @param withdrawDtls no new DTLS handshake begins from then on
     * @param agent what the program called itself when it connected
     */
    record Arrival(
            CstpChannel channel, Carriage carriage, Runnable withdrawDtls, InetSocketAddress remote, String agent) {

        Tunnel tunnel() {
            return carriage.tunnel();
        }

        /** Nothing goes over DTLS any more. */
        void endDtls() {
            withdrawDtls.run();
            carriage.end();
        }

        /** {@code newer} takes its place, with a DTLS of its own. */
        void yieldTo(Carriage newer) {
            withdrawDtls.run();
            carriage.supersededBy(newer);
        }
    }

    /** What the store knows of it: identity, cookie, deadline. */
    final SessionRow row;
    /** As it was when the session began; a reload changes nothing for it. */
    final Policy policy;

    /** What the client has announced last. */
    Optional<StrapKey> strapKey;

    private final Reviews<Session> reviews;
    private Presence presence;
    private String remote;
    private String agent;
    private long formerBytesIn;
    private long formerBytesOut;

    /** Its addresses or the way to them; null as long as it has never had a tunnel. */
    @Nullable
    CompletableFuture<Leasing.Outcome> leasing;

    /** @param reviews is told whenever its presence changes */
    Session(SessionRow row, Policy policy, Reviews<Session> reviews, long nowNanos) {
        this.row = row;
        this.policy = policy;
        this.reviews = reviews;
        this.strapKey = row.binding().strapKey().flatMap(StrapKey::parse);
        this.remote = row.client().remote();
        this.agent = row.client().agent();
        this.presence = new Presence.Absent(nowNanos, Optional.empty());
    }

    String id() {
        return row.id();
    }

    Presence presence() {
        return presence;
    }

    boolean hasEnded() {
        return presence instanceof Presence.Ended;
    }

    /** What carries its packets, if anything does. */
    Optional<Arrival> arrival() {
        return presence instanceof Presence.Present(Arrival arrival) ? Optional.of(arrival) : Optional.empty();
    }

    /** What waits for its next tunnel, if anything does. */
    Optional<Interlude> interlude() {
        return presence instanceof Presence.Absent(long _, Optional<Interlude> interlude)
                ? interlude
                : Optional.empty();
    }

    /** Changes where the session stands, and keeps the counts of a channel that it leaves behind. */
    void become(Presence next) {
        arrival().ifPresent(former -> {
            formerBytesIn += former.channel().traffic().bytesIn();
            formerBytesOut += former.channel().traffic().bytesOut();
        });
        presence = next;
        reviews.setNext(this);
        arrival().ifPresent(present -> {
            remote = IpLiteral.format(present.remote());
            agent = present.agent();
        });
    }

    /** Its addresses, as soon as they are durable. */
    Optional<Lease> lease() {
        return leasing != null && leasing.getNow(null) instanceof Leasing.Outcome.Held(Lease lease)
                ? Optional.of(lease)
                : Optional.empty();
    }

    /** What operators see of it now. */
    SessionView view() {
        Optional<TrafficCounters> live =
                arrival().map(arrival -> arrival.channel().traffic());
        return new SessionView(
                id(),
                row.identity().user().text(),
                row.profile(),
                policy.name(),
                live.isPresent() ? "connected" : "disconnected",
                remote,
                lease().flatMap(Lease::ipv4).map(IpLiteral::format),
                lease().flatMap(Lease::ipv6).map(IpLiteral::format),
                agent,
                arrival().map(arrival -> arrival.carriage().isOverDtls() ? "dtls" : "tls"),
                row.createdAt(),
                formerBytesIn + live.map(TrafficCounters::bytesIn).orElse(0L),
                formerBytesOut + live.map(TrafficCounters::bytesOut).orElse(0L));
    }
}

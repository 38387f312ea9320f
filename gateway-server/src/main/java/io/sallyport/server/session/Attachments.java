package io.sallyport.server.session;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.aaa.session.Lease;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.Rate;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.shape.Shaper;
import io.sallyport.server.address.AddressPool;
import io.sallyport.server.address.AddressPools;
import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.carriage.HeldPackets;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.cstp.Ending;
import io.sallyport.server.cstp.Farewell;
import io.sallyport.server.dtls.DtlsRoom;
import io.sallyport.server.dtls.DtlsTunnel;
import io.sallyport.server.session.Attachment.Outcome;
import io.sallyport.server.session.Session.Arrival;
import io.sallyport.server.session.Session.Presence;
import io.sallyport.server.session.SessionCounters.AttachmentOutcome;
import io.sallyport.server.tunnel.Timers;
import io.sallyport.server.tunnel.TunnelGrant;
import io.sallyport.server.tunnel.TunnelMtu;
import io.sallyport.server.tunnel.TunnelReply;
import io.sallyport.server.tunnel.TunnelRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives sessions their tunnels and takes them away. Confined to the control executor. */
final class Attachments {
    private static final Logger log = LoggerFactory.getLogger(Attachments.class);
    /** Cisco's clients say goodbye and come back at once when they change their settings after a sign-in. */
    private static final Duration GOODBYE_GRACE = Duration.ofSeconds(15);

    /** Packets that have waited longer are of no use to anybody. */
    private static final Duration LONGEST_INTERLUDE = Duration.ofSeconds(5);

    private final SessionTable table;
    private final Anchors anchors;
    private final Leasing leasing;
    private final AddressPools pools;
    private final Routes routes;
    private final SessionClock clock;
    private final SessionCounters counters;
    private final DtlsRoom dtlsRoom;

    Attachments(
            SessionTable table,
            Anchors anchors,
            Leasing leasing,
            AddressPools pools,
            Routes routes,
            SessionClock clock,
            SessionCounters counters,
            DtlsRoom dtlsRoom) {
        this.table = table;
        this.anchors = anchors;
        this.leasing = leasing;
        this.pools = pools;
        this.routes = routes;
        this.clock = clock;
        this.counters = counters;
        this.dtlsRoom = dtlsRoom;
    }

    /** The table holds every living session, so not finding one here is certain knowledge. */
    CompletionStage<Outcome> attach(CookieHash cookie, Attachment attachment) {
        Optional<Session> session = table.withCookie(cookie);
        if (session.isEmpty()) {
            return refuse(AttachmentOutcome.UNKNOWN_COOKIE, new Outcome.UnknownCookie());
        }
        if (!session.get().row.binding().allows(attachment.certificate())) {
            return refuse(AttachmentOutcome.OTHER_CERTIFICATE, new Outcome.UnknownCookie());
        }
        return anchors.check(session.get(), attachment.strap()).thenCompose(verdict -> switch (verdict) {
            case ADMITTED -> lease(session.get(), attachment);
            case REFUSED -> refuse(AttachmentOutcome.WITHOUT_KEY, new Outcome.UnknownCookie());
            case STORE_UNAVAILABLE ->
                refuse(AttachmentOutcome.STORE_UNAVAILABLE, new Outcome.Unavailable("The gateway is busy."));
        });
    }

    private CompletionStage<Outcome> lease(Session session, Attachment attachment) {
        return leasing.of(session).thenCompose(leased -> switch (leased) {
            case Leasing.Outcome.Held(Lease lease) -> enter(session, lease, attachment);
            case Leasing.Outcome.PoolExhausted() ->
                refuse(AttachmentOutcome.POOL_EXHAUSTED, new Outcome.Unavailable("No address is free."));
            case Leasing.Outcome.StoreUnavailable() ->
                refuse(AttachmentOutcome.STORE_UNAVAILABLE, new Outcome.Unavailable("The gateway is busy."));
        });
    }

    private CompletionStage<Outcome> enter(Session session, Lease lease, Attachment attachment) {
        if (session.hasEnded()) { // while its addresses were on their way
            return refuse(AttachmentOutcome.UNKNOWN_COOKIE, new Outcome.UnknownCookie());
        }
        TunnelRequest request = attachment.request();
        TunnelGrant grant = TunnelGrant.of(
                request,
                attachment.dtls(),
                session.policy,
                lease,
                pools.ipv4().map(AddressPool::prefix),
                pools.ipv6().map(AddressPool::prefix),
                session.row.expiresAt().map(end -> Duration.between(clock.now(), end)));
        TunnelMtu mtu =
                TunnelMtu.of(request, attachment.outerIpv6(), attachment.pathMtu(), session.policy.mtu(), grant.dtls());
        Rate rate = session.policy.rate();
        PacketSink pacedTls = paced(attachment.channel(), rate);
        Tunnel tunnel = new Tunnel(
                lease.ipv4().filter(address -> TunnelReply.givesIpv4(request, grant)),
                lease.ipv6().filter(address -> TunnelReply.givesIpv6(request, grant, mtu)),
                mtu.dtls(),
                pacedTls,
                rate.up().map(this::shaper));
        Carriage carriage = new Carriage(
                tunnel, pacedTls, mtuOverTls(request, mtu), dtlsRoom.counters().switches(), clock.nanos());
        long dpdNanos = Timers.of(session.policy, request.mobile()).dpd().toNanos();
        Runnable withdrawDtls = grant.dtls()
                .map(dtls -> dtlsRoom.offer(
                        dtls,
                        new DtlsTunnel(
                                carriage,
                                attachment.channel().traffic(),
                                mtu.dtls(),
                                dpdNanos,
                                rate.down()
                                        .map(bits -> OptionalLong.of(bits / Byte.SIZE))
                                        .orElse(OptionalLong.empty()),
                                dtls.encoding())))
                .orElse(() -> {});
        Optional<Arrival> former = session.arrival();
        routes.add(tunnel);
        endInterlude(session, pacedTls);
        former.ifPresent(arrival -> routes.remove(arrival.tunnel()));
        former.ifPresent(arrival -> arrival.yieldTo(carriage));
        table.attach(attachment.channel(), session);
        session.become(new Presence.Present(
                new Arrival(attachment.channel(), carriage, withdrawDtls, attachment.remote(), request.agent())));
        former.ifPresent(arrival -> arrival.channel().close(farewellTo(lease, request)));
        counters.attachments().count(AttachmentOutcome.ATTACHED);
        log.info(
                "tunnel up: session={} user={} remote={} ipv4={} ipv6={} mtu={} dtls={}",
                session.id(),
                session.row.identity().user().text(),
                attachment.remote(),
                lease.ipv4().map(IpLiteral::format).orElse("-"),
                lease.ipv6().map(IpLiteral::format).orElse("-"),
                mtu.dtls(),
                grant.dtls().map(dtls -> dtls.choice().toString()).orElse("-"));
        return CompletableFuture.completedFuture(
                new Outcome.Granted(session.id(), session.row.client().device(), grant, mtu, carriage, dpdNanos));
    }

    /** Cisco's clients give their adapter the smaller size when DTLS does not come about; others keep the larger one. */
    private static int mtuOverTls(TunnelRequest request, TunnelMtu mtu) {
        return request.kind().isCisco() ? mtu.tls() : mtu.dtls();
    }

    /** A channel whose packets leave no faster than the policy says. */
    private static PacketSink paced(CstpChannel channel, Rate rate) {
        return rate.down()
                .map(bits -> channel.worker().shaped(channel, bits / Byte.SIZE))
                .orElse(channel);
    }

    private Shaper shaper(long bitsPerSecond) {
        return new Shaper(bitsPerSecond / Byte.SIZE, PacketSink.HEADROOM, clock.nanos());
    }

    /**
     * What the older connection is told when a newer one takes its place.
     *
     * <p>A client that comes back names its addresses (openconnect) and has given up the older connection itself; a Cisco
     * client may still hold both for a moment and must not take the end of one for the end of the session. Anybody else is
     * another process with the same cookie: the older one is told to stop, or the two would throw each other out for ever.
     */
    private static Farewell farewellTo(Lease lease, TunnelRequest newer) {
        boolean comesBack = newer.previousAddresses().stream().anyMatch(lease::holds);
        return comesBack || newer.kind().isCisco()
                ? new Farewell.Silent()
                : new Farewell.Disconnect("Another connection has taken over this session.");
    }

    void channelEnded(CstpChannel channel, Ending ending) {
        counters.endings().count(ending);
        Optional<Session> session = table.detach(channel);
        session.filter(owner -> owner.arrival()
                        .filter(arrival -> arrival.channel() == channel)
                        .isPresent())
                .ifPresent(owner -> {
                    owner.arrival().ifPresent(arrival -> {
                        arrival.endDtls();
                        owner.become(after(ending, arrival));
                    });
                    log.info(
                            "tunnel down: session={} user={} how={}",
                            owner.id(),
                            owner.row.identity().user().text(),
                            ending);
                });
    }

    private Presence after(Ending ending, Arrival arrival) {
        if (ending == Ending.LOST) {
            HeldPackets packets = new HeldPackets(arrival.channel().worker());
            arrival.tunnel().leadTo(packets, arrival.tunnel().mtu());
            return new Presence.Absent(clock.nanos(), Optional.of(new Session.Interlude(arrival.tunnel(), packets)));
        }
        routes.remove(arrival.tunnel());
        return switch (ending) {
            case LEFT_FOR_GOOD -> new Presence.Leaving(clock.nanos() + GOODBYE_GRACE.toNanos());
            case LEFT_FOR_NOW, LOST, DEAD, MISBEHAVED, CLOSED_HERE ->
                new Presence.Absent(clock.nanos(), Optional.empty());
        };
    }

    /** A client that was expected at any moment has not come: nothing waits for it any longer. */
    void ageInterlude(Session session) {
        if (session.presence() instanceof Presence.Absent(long sinceNanos, Optional<Session.Interlude> interlude)
                && isStale(sinceNanos)) {
            interlude.ifPresent(over -> {
                routes.remove(over.tunnel());
                session.become(new Presence.Absent(sinceNanos, Optional.empty()));
            });
        }
    }

    /** What has waited for the client goes to {@code sink}. */
    private void endInterlude(Session session, PacketSink sink) {
        if (session.presence() instanceof Presence.Absent(long sinceNanos, Optional<Session.Interlude> interlude)) {
            interlude.ifPresent(over -> {
                routes.remove(over.tunnel());
                if (!isStale(sinceNanos)) {
                    over.packets().passTo(sink);
                }
            });
        }
    }

    private boolean isStale(long sinceNanos) {
        return clock.nanos() - sinceNanos >= LONGEST_INTERLUDE.toNanos();
    }

    /** Takes the tunnel away; the session stays. */
    void dismiss(Session session, Farewell farewell) {
        session.arrival().ifPresent(arrival -> {
            routes.remove(arrival.tunnel());
            arrival.endDtls();
            session.become(new Presence.Absent(clock.nanos(), Optional.empty()));
            arrival.channel().close(farewell);
        });
    }

    private CompletionStage<Outcome> refuse(AttachmentOutcome reason, Outcome outcome) {
        counters.attachments().count(reason);
        return CompletableFuture.completedFuture(outcome);
    }
}

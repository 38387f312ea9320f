package io.sallyport.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.handler.codec.http.HttpRequest;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.aaa.session.CookieHash;
import io.sallyport.config.Dtls;
import io.sallyport.config.Limits;
import io.sallyport.config.Policy;
import io.sallyport.config.Secret;
import io.sallyport.server.auth.Gatekeeper;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.xml.ServerMessages;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.cstp.CstpCounters;
import io.sallyport.server.cstp.Ending;
import io.sallyport.server.cstp.RecordReader;
import io.sallyport.server.cstp.RecordWriter;
import io.sallyport.server.download.Catalogue;
import io.sallyport.server.download.Platform;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.listen.Connection;
import io.sallyport.server.session.Attachment;
import io.sallyport.server.session.Sessions;
import io.sallyport.server.tunnel.DtlsSecret;
import io.sallyport.server.tunnel.DtlsTerms;
import io.sallyport.server.tunnel.HeaderLines;
import io.sallyport.server.tunnel.StrapKey;
import io.sallyport.server.tunnel.StrapProof;
import io.sallyport.server.tunnel.TunnelReply;
import io.sallyport.server.tunnel.TunnelRequest;
import java.net.Inet6Address;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * CONNECT: from a cookie to a tunnel. HTTP leaves the pipeline at once, CSTP enters it when the answer is out.
 *
 * <p>Runs on the connection's worker; {@link Sessions} is asked elsewhere, and what is long to write is written elsewhere.
 */
public final class TunnelRoom {
    private static final Logger log = LoggerFactory.getLogger(TunnelRoom.class);
    private static final String EARLY_FRAMES = "early-frames";
    private static final String RECORDS = "records";
    private static final String CSTP = "cstp";
    private static final int LARGEST_LINK = 65_535;
    private static final String PSK_LABEL = "EXPORTER-openconnect-psk";
    private static final int PSK_LENGTH = 32;

    private final Sessions sessions;
    private final Gatekeeper gatekeeper;
    private final HttpCounters counters;
    private final CstpCounters cstpCounters;
    private final Supplier<Limits> limits;
    private final Supplier<Dtls> dtls;
    private final LongSupplier nanoTime;
    private final Supplier<Catalogue> catalogue;

    /** @param catalogue what clients may fetch, as it is now */
    public TunnelRoom(
            Sessions sessions,
            Gatekeeper gatekeeper,
            HttpCounters counters,
            CstpCounters cstpCounters,
            Supplier<Limits> limits,
            Supplier<Dtls> dtls,
            LongSupplier nanoTime,
            Supplier<Catalogue> catalogue) {
        this.sessions = sessions;
        this.gatekeeper = gatekeeper;
        this.counters = counters;
        this.cstpCounters = cstpCounters;
        this.limits = limits;
        this.dtls = dtls;
        this.nanoTime = nanoTime;
        this.catalogue = catalogue;
    }

    /** Takes over a connection whose client has said CONNECT. */
    void enter(ChannelHandlerContext ctx, Connection connection, HttpRequest request) {
        leaveHttp(ctx.pipeline());
        Optional<String> cookie = Cookies.find(request.headers(), Cookies.SESSION);
        if (cookie.isEmpty()) {
            refuseCookie(connection);
            return;
        }
        CstpChannel cstp = new CstpChannel(
                connection.worker(),
                limits.get().frameSize(),
                cstpCounters,
                nanoTime,
                (channel, ending) -> ended(connection, channel, ending));
        Attachment attachment = new Attachment(
                TunnelRequest.parse(request.headers()),
                connection.remote(),
                connection.source() instanceof Inet6Address,
                pathMtu(connection.channel()),
                connection.clientCertificates().stream().findFirst(),
                StrapProof.of(request.headers(), strapBinding(connection)),
                new DtlsTerms(connection.udpPort(), dtls.get(), exported(connection)),
                cstp);
        sessions.attach(CookieHash.of(cookie.get()), attachment)
                .thenApplyAsync(
                        outcome -> decided(connection, attachment, new Secret(cookie.get()), outcome),
                        connection.offload())
                .whenComplete((decision, failure) ->
                        connection.worker().execute(() -> decide(connection, attachment, decision, failure)));
    }

    /** What becomes of a connection; {@code postAuth} is what its client was told at the sign-in, once more. */
    private sealed interface Decision {
        record Open(Attachment.Outcome.Granted granted, HeaderLines.Line postAuth) implements Decision {}

        record UnknownCookie() implements Decision {}

        record Unavailable(String reason) implements Decision {}
    }

    /** What a client's key has to have signed; before TLS 1.3 that was the client's Finished, which JSSE does not show. */
    private static Optional<byte[]> strapBinding(Connection connection) {
        return connection.isTls13()
                ? connection.exported(StrapKey.EXPORTER_LABEL, StrapKey.EXPORTER_LENGTH)
                : Optional.empty();
    }

    /** The pre-shared key of PSK-NEGOTIATE: bytes that both ends of the TLS connection can compute, and nobody else. */
    private static Optional<DtlsSecret> exported(Connection connection) {
        return connection.udpPort() == 0
                ? Optional.empty()
                : connection.exported(PSK_LABEL, PSK_LENGTH).map(DtlsSecret::new);
    }

    /** What the codec has read beyond the request goes to the handler behind it, so that one has to be there first. */
    private static void leaveHttp(ChannelPipeline pipeline) {
        pipeline.addAfter(HttpRooms.FRONT_DOOR, EARLY_FRAMES, new EarlyFrames());
        pipeline.remove(HttpRooms.FRONT_DOOR);
        pipeline.remove(HttpRooms.CODEC);
        pipeline.remove(HttpRooms.TIMER);
    }

    /** Off the worker: documents are written here. */
    private Decision decided(Connection connection, Attachment attachment, Secret cookie, Attachment.Outcome outcome) {
        return switch (outcome) {
            case Attachment.Outcome.Granted granted ->
                new Decision.Open(granted, postAuth(connection, attachment.request(), cookie, granted));
            case Attachment.Outcome.UnknownCookie() -> new Decision.UnknownCookie();
            case Attachment.Outcome.Unavailable(String reason) -> new Decision.Unavailable(reason);
        };
    }

    /** The gateway keeps no cookies, but the client has just shown its own. */
    private HeaderLines.Line postAuth(
            Connection connection, TunnelRequest request, Secret cookie, Attachment.Outcome.Granted granted) {
        Policy policy = granted.grant().policy();
        Platform platform = request.mobile() ? Platform.MOBILE : Platform.of(granted.device(), request.agent());
        ServerMessage.Complete complete = new ServerMessage.Complete(
                granted.sessionId(),
                cookie,
                policy.banner(),
                connection.serverCertificateHash(),
                policy.clientProfile());
        return new HeaderLines.Line(
                "X-CSTP-Post-Auth-XML",
                ServerMessages.writeLine(complete, catalogue.get().offer(policy.clientProfile(), platform)));
    }

    private void decide(
            Connection connection, Attachment attachment, @Nullable Decision decision, @Nullable Throwable failure) {
        switch (decision) {
            case null -> {
                log.error("gateway fault: remote={}", connection.remote(), failure);
                attachment.channel().neverOpened();
                refuse(connection, Refusal.UNAVAILABLE, "503 Service Unavailable", "internal error");
            }
            case Decision.Open(Attachment.Outcome.Granted granted, HeaderLines.Line postAuth) ->
                open(connection, attachment, granted, postAuth);
            case Decision.UnknownCookie() -> refuseCookie(connection);
            case Decision.Unavailable(String reason) ->
                refuse(connection, Refusal.UNAVAILABLE, "503 Service Unavailable", reason);
        }
    }

    private void open(
            Connection connection,
            Attachment attachment,
            Attachment.Outcome.Granted granted,
            HeaderLines.Line postAuth) {
        Channel channel = connection.channel();
        CstpChannel cstp = attachment.channel();
        if (!channel.isActive()) {
            cstp.neverOpened();
            return;
        }
        connection.isNoStranger();
        channel.writeAndFlush(reply(channel, attachment.request(), granted, postAuth));
        channel.pipeline().addLast(CSTP, cstp);
        RecordWriter writer = new RecordWriter(channel, connection.tls());
        RecordReader reader = new RecordReader(connection.tls(), writer, cstp::received);
        channel.pipeline().addBefore(Connection.TLS, RECORDS, reader);
        cstp.open(
                granted.carriage(), writer, granted.dpdNanos(), granted.grant().encoding());
        channel.pipeline().remove(EARLY_FRAMES);
    }

    private static ByteBuf reply(
            Channel channel, TunnelRequest request, Attachment.Outcome.Granted granted, HeaderLines.Line postAuth) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (HeaderLines.Line line : TunnelReply.lines(request, granted.grant(), granted.mtu())) {
            text.append(line).append("\r\n");
        }
        text.append(postAuth).append("\r\n\r\n");
        return ByteBufUtil.writeAscii(channel.alloc(), text);
    }

    private void ended(Connection connection, CstpChannel channel, Ending ending) {
        if (ending == Ending.MISBEHAVED) {
            gatekeeper.offence(Offence.PROTOCOL_VIOLATION, connection.source());
        }
        sessions.channelEnded(channel, ending);
    }

    private void refuseCookie(Connection connection) {
        gatekeeper.offence(Offence.UNKNOWN_COOKIE, connection.source());
        refuse(connection, Refusal.UNKNOWN_COOKIE, "401 Unauthorized", null);
    }

    /** @param reason shown by openconnect, which then stops */
    private void refuse(Connection connection, Refusal refusal, String status, @Nullable String reason) {
        counters.refusals().count(refusal);
        log.debug("tunnel refused: remote={} reason={}", connection.remote(), refusal);
        String text = "HTTP/1.1 " + status + "\r\n"
                + (reason == null ? "" : "X-Reason: " + reason + "\r\n")
                + "Content-Length: 0\r\nConnection: close\r\n\r\n";
        Channel channel = connection.channel();
        channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), text)).addListener(ChannelFutureListener.CLOSE);
    }

    /** What the kernel has learnt of the way to the client, in bytes. */
    private static int pathMtu(Channel channel) {
        try {
            EpollTcpInfo info = ((EpollSocketChannel) channel).tcpInfo();
            return info.pmtu() > 0 ? (int) Math.min(info.pmtu(), LARGEST_LINK) : LARGEST_LINK;
        } catch (RuntimeException e) {
            return LARGEST_LINK; // it has just closed
        }
    }
}

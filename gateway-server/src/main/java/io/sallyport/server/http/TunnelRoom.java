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
import io.sallyport.aaa.session.CookieHash;
import io.sallyport.config.Dtls;
import io.sallyport.config.Limits;
import io.sallyport.server.cstp.CstpChannel;
import io.sallyport.server.cstp.CstpCounters;
import io.sallyport.server.cstp.RecordWriter;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.listen.Connection;
import io.sallyport.server.session.Attachment;
import io.sallyport.server.session.Sessions;
import io.sallyport.server.tunnel.DtlsSecret;
import io.sallyport.server.tunnel.DtlsTerms;
import io.sallyport.server.tunnel.HeaderLines;
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
 * <p>Every method runs on the connection's worker; only {@link Sessions} is asked elsewhere.
 */
public final class TunnelRoom {
    private static final Logger log = LoggerFactory.getLogger(TunnelRoom.class);
    private static final String EARLY_FRAMES = "early-frames";
    private static final String CSTP = "cstp";
    private static final int LARGEST_LINK = 65_535;
    private static final String PSK_LABEL = "EXPORTER-openconnect-psk";
    private static final int PSK_LENGTH = 32;

    private final Sessions sessions;
    private final HttpCounters counters;
    private final CstpCounters cstpCounters;
    private final Supplier<Limits> limits;
    private final Supplier<Dtls> dtls;
    private final LongSupplier nanoTime;

    public TunnelRoom(
            Sessions sessions,
            HttpCounters counters,
            CstpCounters cstpCounters,
            Supplier<Limits> limits,
            Supplier<Dtls> dtls,
            LongSupplier nanoTime) {
        this.sessions = sessions;
        this.counters = counters;
        this.cstpCounters = cstpCounters;
        this.limits = limits;
        this.dtls = dtls;
        this.nanoTime = nanoTime;
    }

    /** Takes over a connection whose client has said CONNECT. */
    void enter(ChannelHandlerContext ctx, Connection connection, HttpRequest request) {
        leaveHttp(ctx.pipeline());
        Optional<String> cookie = Cookies.find(request.headers(), Cookies.SESSION);
        if (cookie.isEmpty()) {
            refuse(connection, Refusal.UNKNOWN_COOKIE, "401 Unauthorized", null);
            return;
        }
        CstpChannel cstp = new CstpChannel(
                connection.worker(), limits.get().frameSize(), cstpCounters, nanoTime, sessions::channelEnded);
        Attachment attachment = new Attachment(
                TunnelRequest.parse(request.headers()),
                connection.remote(),
                connection.source() instanceof Inet6Address,
                pathMtu(connection.channel()),
                new DtlsTerms(connection.udpPort(), dtls.get(), exported(connection)),
                cstp);
        sessions.attach(CookieHash.of(cookie.get()), attachment)
                .whenComplete((outcome, failure) ->
                        connection.worker().execute(() -> decided(connection, attachment, outcome, failure)));
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

    private void decided(
            Connection connection,
            Attachment attachment,
            Attachment.@Nullable Outcome outcome,
            @Nullable Throwable failure) {
        switch (outcome) {
            case null -> {
                log.error("gateway fault: remote={}", connection.remote(), failure);
                refuse(connection, Refusal.UNAVAILABLE, "503 Service Unavailable", "internal error");
            }
            case Attachment.Outcome.Granted granted -> open(connection, attachment, granted);
            case Attachment.Outcome.UnknownCookie() ->
                refuse(connection, Refusal.UNKNOWN_COOKIE, "401 Unauthorized", null);
            case Attachment.Outcome.Unavailable(String reason) ->
                refuse(connection, Refusal.UNAVAILABLE, "503 Service Unavailable", reason);
        }
    }

    private void open(Connection connection, Attachment attachment, Attachment.Outcome.Granted granted) {
        Channel channel = connection.channel();
        CstpChannel cstp = attachment.channel();
        if (!channel.isActive()) {
            cstp.neverOpened();
            return;
        }
        connection.isNoStranger();
        channel.writeAndFlush(reply(channel, attachment.request(), granted));
        channel.pipeline().addLast(CSTP, cstp);
        cstp.open(
                granted.carriage(),
                new RecordWriter(channel, connection.tls()),
                granted.dpdNanos(),
                granted.grant().encoding());
        channel.pipeline().remove(EARLY_FRAMES);
    }

    private static ByteBuf reply(Channel channel, TunnelRequest request, Attachment.Outcome.Granted granted) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\n");
        for (HeaderLines.Line line : TunnelReply.lines(request, granted.grant(), granted.mtu())) {
            text.append(line).append("\r\n");
        }
        text.append("\r\n");
        return ByteBufUtil.writeAscii(channel.alloc(), text);
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

package io.sallyport.server.http;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.INTERNAL_SERVER_ERROR;
import static io.netty.handler.codec.http.HttpResponseStatus.METHOD_NOT_ALLOWED;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_FOUND;
import static io.netty.handler.codec.http.HttpResponseStatus.NOT_MODIFIED;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
import static io.netty.handler.codec.http.HttpResponseStatus.TOO_MANY_REQUESTS;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.config.Limits;
import io.sallyport.server.http.HttpCounters.Purpose;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.listen.Connection;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's HTTP: takes whole requests, one at a time, and sends them to the room that they are for.
 *
 * <pre>
 *   Idle --head--> Receiving --last byte--> Answering --answer written--> Idle
 *                                            |  |
 *                                            |  +-- CONNECT --> gone from the pipeline
 *                                            +-- a long file --> Sending --all sent--> Idle
 * </pre>
 *
 * <p>Clients never pipeline, so a request that comes while another is answered ends the connection: what it would be good for
 * is smuggling. Confined to the connection's worker.
 */
final class HttpFrontDoor extends ChannelInboundHandlerAdapter {
    private static final Logger log = LoggerFactory.getLogger(HttpFrontDoor.class);
    private static final String TUNNEL_PATH = "/CSCOSSLC/tunnel";
    /** The one that openconnect's kin asks for, and the one of Cisco's portal. */
    private static final Set<String> LOGOUT_PATHS = Set.of("/logout", "/+webvpn+/webvpn_logout.html");

    /** Where a connection stands. */
    private sealed interface State {
        record Idle() implements State {}

        record Receiving(HttpRequest request, ByteBuf body) implements State {}

        record Answering(boolean keepAlive) implements State {}

        record Sending(BodyStream body, boolean keepAlive) implements State {}

        /** Answered for the last time; what still comes is thrown away. */
        record Closing() implements State {}
    }

    private final Connection connection;
    private final HttpRooms rooms;
    private final RequestTimer timer;
    private State state = new State.Idle();
    private int requests;

    HttpFrontDoor(Connection connection, HttpRooms rooms, RequestTimer timer) {
        this.connection = connection;
        this.rooms = rooms;
        this.timer = timer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            HttpObject part = (HttpObject) message;
            if (state instanceof State.Closing) {
                return;
            }
            if (part.decoderResult().isFailure()) {
                undecodable(ctx, part.decoderResult().cause());
                return;
            }
            if (part instanceof HttpRequest request) {
                head(ctx, request);
            }
            if (part instanceof HttpContent content) {
                body(ctx, content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void head(ChannelHandlerContext ctx, HttpRequest request) {
        Limits limits = rooms.limits();
        if (!(state instanceof State.Idle)) {
            refuse(ctx, Refusal.PIPELINED, HttpReply.ending(BAD_REQUEST));
        } else if (++requests > limits.requestsPerConnection()) {
            refuse(ctx, Refusal.TOO_MANY_REQUESTS, HttpReply.ending(TOO_MANY_REQUESTS));
        } else if (HttpUtil.getContentLength(request, 0L) > limits.bodySize()) {
            refuse(ctx, Refusal.BODY_TOO_LONG, HttpReply.ending(REQUEST_ENTITY_TOO_LARGE));
        } else {
            state = new State.Receiving(request, ctx.alloc().heapBuffer(0, limits.bodySize()));
        }
    }

    private void body(ChannelHandlerContext ctx, HttpContent content) {
        if (!(state instanceof State.Receiving(HttpRequest request, ByteBuf body))) {
            return;
        }
        if (content.content().readableBytes() > body.maxWritableBytes()) {
            refuse(ctx, Refusal.BODY_TOO_LONG, HttpReply.ending(REQUEST_ENTITY_TOO_LARGE));
            return;
        }
        body.writeBytes(content.content());
        if (content instanceof LastHttpContent) {
            timer.stop();
            byte[] bytes = ByteBufUtil.getBytes(body);
            body.release();
            state = new State.Answering(HttpUtil.isKeepAlive(request));
            whole(ctx, request, bytes);
        }
    }

    private void whole(ChannelHandlerContext ctx, HttpRequest request, byte[] body) {
        HttpMethod method = request.method();
        String path = path(request.uri());
        if (method.equals(HttpMethod.CONNECT)) {
            connect(ctx, request, path);
        } else if (method.equals(HttpMethod.POST)) {
            // Any path: clients POST to the group URL that their user typed.
            rooms.counters().requests().count(Purpose.SIGN_IN);
            answer(ctx, rooms.signIn().answer(connection, request, path, body));
        } else if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            page(ctx, request, path);
        } else {
            refuse(ctx, Refusal.UNKNOWN_METHOD, HttpReply.ending(METHOD_NOT_ALLOWED));
        }
    }

    private void page(ChannelHandlerContext ctx, HttpRequest request, String path) {
        if (LOGOUT_PATHS.contains(path)) {
            rooms.counters().requests().count(Purpose.PAGE);
            send(ctx, SignInRoom.loggedOut());
        } else if (!rooms.signIn().isDoor(path)) {
            rooms.downloads()
                    .answer(request, path)
                    .whenComplete((answer, failure) ->
                            ctx.executor().execute(() -> found(ctx, request.method(), answer, failure)));
        } else if (request.method().equals(HttpMethod.HEAD)) {
            rooms.counters().requests().count(Purpose.PAGE);
            send(ctx, SignInRoom.head());
        } else {
            rooms.counters().requests().count(Purpose.SIGN_IN);
            answer(ctx, rooms.signIn().page(connection, request, path));
        }
    }

    private void found(
            ChannelHandlerContext ctx,
            HttpMethod method,
            DownloadRoom.@Nullable Answer answer,
            @Nullable Throwable failure) {
        switch (answer) {
            case null -> answered(ctx, null, failure);
            case DownloadRoom.Answer.Whole(HttpReply reply) -> answered(ctx, reply, null);
            case DownloadRoom.Answer.Streamed streamed -> {
                if (state instanceof State.Answering(boolean keepAlive)) {
                    stream(ctx, streamed, keepAlive, method.equals(HttpMethod.HEAD));
                }
            }
        }
    }

    private void connect(ChannelHandlerContext ctx, HttpRequest request, String path) {
        // Clavister's client leaves the slash out.
        if (path.equals(TUNNEL_PATH) || path.equals(TUNNEL_PATH.substring(1))) {
            rooms.counters().requests().count(Purpose.TUNNEL);
            rooms.tunnels().enter(ctx, connection, request);
        } else {
            refuse(ctx, Refusal.UNKNOWN_PATH, HttpReply.ending(NOT_FOUND));
        }
    }

    private void answer(ChannelHandlerContext ctx, CompletionStage<HttpReply> answer) {
        answer.whenComplete((reply, failure) -> ctx.executor().execute(() -> answered(ctx, reply, failure)));
    }

    private void answered(ChannelHandlerContext ctx, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (!(state instanceof State.Answering)) {
            return; // it has been closed meanwhile
        }
        if (reply == null) {
            log.error("gateway fault: remote={}", connection.remote(), failure);
            send(ctx, HttpReply.ending(INTERNAL_SERVER_ERROR));
        } else {
            send(ctx, reply);
        }
    }

    private void undecodable(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            refuse(ctx, Refusal.HEADERS_TOO_LONG, HttpReply.ending(REQUEST_HEADER_FIELDS_TOO_LARGE));
        } else {
            refuse(ctx, Refusal.MALFORMED, HttpReply.ending(BAD_REQUEST));
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal reason, HttpReply reply) {
        rooms.counters().refusals().count(reason);
        if (reason.isViolation()) {
            rooms.gatekeeper().offence(Offence.PROTOCOL_VIOLATION, connection.source());
        }
        log.debug("request refused: remote={} reason={}", connection.remote(), reason);
        if (state instanceof State.Sending) {
            leave(); // no answer fits into the middle of another one
            sent(ctx, false, false);
        } else {
            send(ctx, reply);
        }
    }

    private void send(ChannelHandlerContext ctx, HttpReply reply) {
        leave();
        boolean close = reply.close() || !(state instanceof State.Answering(boolean keepAlive) && keepAlive);
        state = close ? new State.Closing() : new State.Idle();
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, reply.status(), Unpooled.wrappedBuffer(reply.body()));
        setHeaders(response, reply, reply.body().length, close);
        ChannelFuture written = ctx.writeAndFlush(response);
        if (close) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void stream(
            ChannelHandlerContext ctx, DownloadRoom.Answer.Streamed answer, boolean keepAlive, boolean headOnly) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.head().status());
        setHeaders(response, answer.head(), answer.range().length(), !keepAlive);
        ctx.writeAndFlush(response);
        if (headOnly || answer.range().length() == 0) {
            ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
            sent(ctx, true, keepAlive);
            return;
        }
        BodyStream body = new BodyStream(
                ctx,
                rooms.downloads().reading(),
                answer.file(),
                answer.range(),
                complete -> sent(ctx, complete, keepAlive));
        state = new State.Sending(body, keepAlive);
        body.start();
    }

    /** The last of a reply is on its way. A client that did not get all of it learns that from the end of the connection. */
    private void sent(ChannelHandlerContext ctx, boolean complete, boolean keepAlive) {
        if (complete && keepAlive) {
            state = new State.Idle();
        } else {
            state = new State.Closing();
            ctx.close(); // TLS sends first what it has
        }
    }

    private static void setHeaders(HttpResponse response, HttpReply reply, long length, boolean close) {
        HttpHeaders headers = response.headers();
        reply.headers().forEach(header -> headers.add(header.name(), header.value()));
        if (!reply.status().equals(NOT_MODIFIED)) {
            headers.set("Content-Length", length);
        }
        headers.set("Connection", close ? "close" : "Keep-Alive");
        if (!headers.contains("Cache-Control")) {
            headers.set("Cache-Control", "no-store").set("Pragma", "no-cache");
        }
        headers.set("X-Frame-Options", "SAMEORIGIN");
    }

    /** Lets go of what the present state holds. */
    private void leave() {
        if (state instanceof State.Receiving(HttpRequest _, ByteBuf body)) {
            body.release();
        } else if (state instanceof State.Sending(BodyStream body, boolean _)) {
            body.cancel();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leave();
        state = new State.Closing();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        leave();
        state = new State.Closing();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // What is wrong with a peer's TLS or its connection arrives as one of these; anything else is ours.
        if (cause instanceof DecoderException || cause instanceof IOException) {
            log.debug("connection lost: remote={} detail={}", connection.remote(), cause.getMessage());
        } else {
            log.error("gateway fault: remote={}", connection.remote(), cause);
        }
        ctx.close();
    }

    /** What stands before a query; never empty. */
    private static String path(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        return path.isEmpty() ? "/" : path;
    }
}

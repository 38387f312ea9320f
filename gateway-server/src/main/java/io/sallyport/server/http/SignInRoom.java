package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.Gatekeeper;
import io.sallyport.server.auth.Malformed;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.SignIns;
import io.sallyport.server.auth.Visit;
import io.sallyport.server.auth.xml.ClientMessages;
import io.sallyport.server.auth.xml.ServerMessages;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.http.HttpReply.Header;
import io.sallyport.server.listen.Connection;
import io.sallyport.server.tunnel.TunnelRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POST: a sign-in's XML in and out. Documents are read and written off the workers; what they mean is decided by
 * {@link SignIns}.
 */
public final class SignInRoom {
    private static final Logger log = LoggerFactory.getLogger(SignInRoom.class);

    private final SignIns signIns;
    private final Gatekeeper gatekeeper;
    private final Executor documents;
    private final HttpCounters counters;
    private final Supplier<Duration> conversationTime;
    private final InstantSource clock;

    /** @param documents where XML is read and written */
    public SignInRoom(
            SignIns signIns,
            Gatekeeper gatekeeper,
            Executor documents,
            HttpCounters counters,
            Supplier<Duration> conversationTime,
            InstantSource clock) {
        this.signIns = signIns;
        this.gatekeeper = gatekeeper;
        this.documents = documents;
        this.counters = counters;
        this.conversationTime = conversationTime;
        this.clock = clock;
    }

    /** The answer to a POST; it comes from anywhere. */
    CompletionStage<HttpReply> answer(Connection connection, HttpRequest request, String path, byte[] body) {
        return CompletableFuture.supplyAsync(
                        () -> converse(connection, visit(connection, request, path), body), documents)
                .thenCompose(stage -> stage);
    }

    private Visit visit(Connection connection, HttpRequest request, String path) {
        return new Visit(
                connection,
                connection.remote(),
                path,
                Cookies.find(request.headers(), Cookies.CONTEXT),
                connection.signInHandle(),
                connection.serverCertificateHash(),
                connection.showedBadCertificate(clock.instant()),
                TunnelRequest.printable(request.headers().get("User-Agent", "")));
    }

    private CompletionStage<HttpReply> converse(Connection connection, Visit visit, byte[] body) {
        ClientMessage message;
        try {
            message = ClientMessages.read(body);
        } catch (Malformed e) {
            counters.refusals().count(Refusal.BAD_BODY);
            gatekeeper.offence(Offence.PROTOCOL_VIOLATION, connection.source());
            log.debug("request refused: remote={} detail={}", visit.remote(), e.getMessage());
            return CompletableFuture.completedStage(HttpReply.ending(HttpResponseStatus.BAD_REQUEST));
        }
        return signIns.answer(message, visit).thenApplyAsync(reply -> reply(connection, visit, reply), documents);
    }

    private HttpReply reply(Connection connection, Visit visit, SignIns.Reply reply) {
        ServerMessage message = reply.message();
        byte[] document = ServerMessages.write(message, reply.configHash());
        return switch (message) {
            case ServerMessage.Form form -> {
                connection.rememberSignIn(form.handle());
                yield xml(document, List.of(Cookies.context(form.handle(), conversationTime.get())), false);
            }
            case ServerMessage.Refused _ -> xml(document, List.of(), true);
            case ServerMessage.Complete complete ->
                xml(document, Cookies.signedIn(complete.sessionToken(), visit.serverCertificateHash()), false);
            case ServerMessage.LoggedOut() ->
                new HttpReply(HttpResponseStatus.OK, Cookies.signedOut(), document, false);
        };
    }

    private static HttpReply xml(byte[] document, List<Header> cookies, boolean close) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "text/xml; charset=utf-8"));
        headers.add(new Header("X-Transcend-Version", "1"));
        headers.add(new Header("X-Aggregate-Auth", "1"));
        headers.addAll(cookies);
        return new HttpReply(HttpResponseStatus.OK, headers, document, close);
    }
}

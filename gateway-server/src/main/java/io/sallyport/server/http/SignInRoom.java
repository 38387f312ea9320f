package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.Malformed;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.SignIns;
import io.sallyport.server.auth.Visit;
import io.sallyport.server.auth.xml.ClientMessages;
import io.sallyport.server.auth.xml.ServerMessages;
import io.sallyport.server.download.Catalogue;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.Platform;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.http.HttpReply.Header;
import io.sallyport.server.listen.Connection;
import io.sallyport.server.tunnel.TunnelRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Executor documents;
    private final HttpCounters counters;
    private final Supplier<Duration> conversationTime;
    private final InstantSource clock;
    private final Supplier<Catalogue> catalogue;

    /**
     * @param documents where XML is read and written
     * @param catalogue what clients may fetch, as it is now
     */
    public SignInRoom(
            SignIns signIns,
            Executor documents,
            HttpCounters counters,
            Supplier<Duration> conversationTime,
            InstantSource clock,
            Supplier<Catalogue> catalogue) {
        this.signIns = signIns;
        this.documents = documents;
        this.counters = counters;
        this.conversationTime = conversationTime;
        this.clock = clock;
        this.catalogue = catalogue;
    }

    /** The answer to a POST; it comes from anywhere. */
    CompletionStage<HttpReply> answer(Connection connection, HttpRequest request, String path, byte[] body) {
        return CompletableFuture.supplyAsync(
                        () -> converse(connection, visit(connection, request, path), isMobile(request), body),
                        documents)
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

    private CompletionStage<HttpReply> converse(Connection connection, Visit visit, boolean mobile, byte[] body) {
        ClientMessage message;
        try {
            message = ClientMessages.read(body);
        } catch (Malformed e) {
            counters.refusals().count(Refusal.BAD_BODY);
            log.debug("request refused: remote={} detail={}", visit.remote(), e.getMessage());
            return CompletableFuture.completedStage(HttpReply.ending(HttpResponseStatus.BAD_REQUEST));
        }
        Platform platform = mobile ? Platform.MOBILE : Platform.of(device(message), visit.agent());
        return signIns.answer(message, visit)
                .thenApplyAsync(reply -> reply(connection, visit, platform, reply), documents);
    }

    /** Whether the client says, by the headers that only phones and tablets send, that it is one. */
    private static boolean isMobile(HttpRequest request) {
        return request.headers().contains("X-AnyConnect-Identifier-Platform");
    }

    private static String device(ClientMessage message) {
        return switch (message) {
            case ClientMessage.Init init -> init.client().platform();
            case ClientMessage.AuthReply reply -> reply.client().platform();
            case ClientMessage.Logout _ -> "";
        };
    }

    private HttpReply reply(Connection connection, Visit visit, Platform platform, SignIns.Reply reply) {
        ServerMessage message = reply.message();
        Offer offer = catalogue.get().offer(clientProfile(message), platform);
        byte[] document = ServerMessages.write(message, offer, reply.configHash());
        return switch (message) {
            case ServerMessage.Form form -> {
                connection.rememberSignIn(form.handle());
                yield xml(document, List.of(Cookies.context(form.handle(), conversationTime.get())), false);
            }
            case ServerMessage.Refused _ -> xml(document, List.of(), true);
            case ServerMessage.Complete complete ->
                xml(document, Cookies.signedIn(complete.sessionToken(), visit.serverCertificateHash(), offer), false);
            case ServerMessage.LoggedOut() ->
                new HttpReply(HttpResponseStatus.OK, Cookies.signedOut(), document, false);
        };
    }

    private static Optional<String> clientProfile(ServerMessage message) {
        return message instanceof ServerMessage.Complete complete ? complete.clientProfile() : Optional.empty();
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

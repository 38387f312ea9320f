package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sallyport.aaa.ban.Offence;
import io.sallyport.server.auth.ClientMessage;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Gatekeeper;
import io.sallyport.server.auth.Malformed;
import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Prompt;
import io.sallyport.server.auth.SignIns;
import io.sallyport.server.auth.Visit;
import io.sallyport.server.auth.xml.ClientMessages;
import io.sallyport.server.auth.xml.FormMessages;
import io.sallyport.server.auth.xml.ServerMessages;
import io.sallyport.server.download.Catalogue;
import io.sallyport.server.download.Offer;
import io.sallyport.server.download.Platform;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.http.HttpReply.Header;
import io.sallyport.server.listen.Connection;
import io.sallyport.server.tunnel.StrapKey;
import io.sallyport.server.tunnel.TunnelRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign-in's documents in and out. They are read and written off the workers; what they mean is decided by {@link
 * SignIns}.
 */
public final class SignInRoom {
    private static final Logger log = LoggerFactory.getLogger(SignInRoom.class);

    private static final byte[] EMPTY_PAGE = "<html></html>\n".getBytes(StandardCharsets.US_ASCII);

    private final SignIns signIns;
    private final Gatekeeper gatekeeper;
    private final HttpCounters counters;
    private final Supplier<Duration> conversationTime;
    private final InstantSource clock;
    private final Supplier<Catalogue> catalogue;

    /** @param catalogue what clients may fetch, as it is now */
    public SignInRoom(
            SignIns signIns,
            Gatekeeper gatekeeper,
            HttpCounters counters,
            Supplier<Duration> conversationTime,
            InstantSource clock,
            Supplier<Catalogue> catalogue) {
        this.signIns = signIns;
        this.gatekeeper = gatekeeper;
        this.counters = counters;
        this.conversationTime = conversationTime;
        this.clock = clock;
        this.catalogue = catalogue;
    }

    /** The answer to a POST; it comes from anywhere. */
    CompletionStage<HttpReply> answer(Connection connection, HttpRequest request, String path, byte[] body) {
        return CompletableFuture.supplyAsync(
                        () -> posted(connection, visit(connection, request, path), isMobile(request), body),
                        connection.offload())
                .thenCompose(stage -> stage);
    }

    /** Whether a sign-in page is at {@code path}: the gateway's own, or a profile's. */
    boolean isDoor(String path) {
        return path.equals("/") || signIns.isGroupUrl(path);
    }

    /** The answer to a HEAD of the sign-in page. */
    static HttpReply head() {
        return xml(new byte[0], List.of(), false);
    }

    /** The answer to a browser that leaves: it forgets its cookies. */
    static HttpReply loggedOut() {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "text/html; charset=utf-8"));
        headers.addAll(Cookies.signedOut());
        return new HttpReply(HttpResponseStatus.OK, headers, EMPTY_PAGE, false);
    }

    /** The sign-in page, for clients that know no better (openconnect when XML has failed) and browsers. */
    CompletionStage<HttpReply> page(Connection connection, HttpRequest request, String path) {
        return CompletableFuture.supplyAsync(
                        () -> converse(
                                connection, visit(connection, request, path), isMobile(request), FormMessages.knock()),
                        connection.offload())
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
                connection.clientCertificates(),
                connection.showedBadCertificate(clock.instant()),
                StrapKey.parse(request.headers().get("X-AnyConnect-STRAP-Pubkey", "")),
                TunnelRequest.printable(request.headers().get("User-Agent", "")));
    }

    private CompletionStage<HttpReply> posted(Connection connection, Visit visit, boolean mobile, byte[] body) {
        try {
            return converse(connection, visit, mobile, read(visit.path(), body));
        } catch (Malformed e) {
            counters.refusals().count(Refusal.BAD_BODY);
            gatekeeper.offence(Offence.PROTOCOL_VIOLATION, connection.source());
            log.debug("request refused: remote={} detail={}", visit.remote(), e.getMessage());
            return CompletableFuture.completedStage(HttpReply.ending(HttpResponseStatus.BAD_REQUEST));
        }
    }

    /** By what the body is: Cisco's clients may call XML a urlencoded form. */
    private static ClientMessage read(String path, byte[] body) throws Malformed {
        return path.equals(FormMessages.PATH) && !ClientMessages.looksLikeOne(body)
                ? FormMessages.read(body)
                : ClientMessages.read(body);
    }

    private CompletionStage<HttpReply> converse(
            Connection connection, Visit visit, boolean mobile, ClientMessage message) {
        Platform platform = mobile ? Platform.MOBILE : Platform.of(device(message), visit.agent());
        return signIns.answer(message, visit)
                .thenComposeAsync(
                        reply -> reply(connection, visit, platform, reply, message.dialect()), connection.offload());
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

    private CompletionStage<HttpReply> reply(
            Connection connection, Visit visit, Platform platform, ServerMessage message, Dialect dialect) {
        Offer offer = catalogue.get().offer(clientProfile(message), platform);
        byte[] document = ServerMessages.write(message, offer, dialect);
        return switch (message) {
            case ServerMessage.Ask ask -> {
                String handle = ask.place().handle();
                connection.rememberSignIn(handle);
                HttpReply reply = xml(document, List.of(Cookies.context(handle, conversationTime.get())), false);
                yield ask.prompt() instanceof Prompt.SecondCertificate
                        ? signIns.written(handle, document).thenApply(done -> reply)
                        : CompletableFuture.completedStage(reply);
            }
            case ServerMessage.Refused _ -> CompletableFuture.completedStage(xml(document, List.of(), true));
            case ServerMessage.Complete complete ->
                CompletableFuture.completedStage(xml(
                        document,
                        Cookies.signedIn(complete.sessionToken(), visit.serverCertificateHash(), offer),
                        false));
            case ServerMessage.LoggedOut() ->
                CompletableFuture.completedStage(
                        new HttpReply(HttpResponseStatus.OK, Cookies.signedOut(), document, false));
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

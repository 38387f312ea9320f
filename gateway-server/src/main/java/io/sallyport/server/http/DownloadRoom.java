package io.sallyport.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.sallyport.aaa.session.CookieHash;
import io.sallyport.server.download.Catalogue;
import io.sallyport.server.download.Document;
import io.sallyport.server.download.Found;
import io.sallyport.server.download.HostedFile;
import io.sallyport.server.download.Platform;
import io.sallyport.server.http.HttpCounters.Purpose;
import io.sallyport.server.http.HttpCounters.Refusal;
import io.sallyport.server.http.HttpReply.Header;
import io.sallyport.server.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * GET and HEAD: what clients fetch. What the {@link Catalogue} does not have is 404, without
 * a body and in one way: the clients' downloader takes any 200 for the file that it asked for, and strangers learn nothing.
 */
public final class DownloadRoom {
    private static final String FILE_TYPE = "application/octet-stream";

    /** An answer. */
    sealed interface Answer {
        record Whole(HttpReply reply) implements Answer {}

        /**
         * A part of a file, or all of it.
         *
         * @param head what stands before it
         */
        record Streamed(HttpReply head, HostedFile file, ByteRange range) implements Answer {}
    }

    private final Supplier<Catalogue> catalogue;
    private final Sessions sessions;
    private final HttpCounters counters;
    private final Executor reading;

    /**
     * @param catalogue what there is, as it is now
     * @param reading where files are read
     */
    public DownloadRoom(Supplier<Catalogue> catalogue, Sessions sessions, HttpCounters counters, Executor reading) {
        this.catalogue = catalogue;
        this.sessions = sessions;
        this.counters = counters;
        this.reading = reading;
    }

    Executor reading() {
        return reading;
    }

    /** The answer to a GET or HEAD; it comes from anywhere. */
    CompletionStage<Answer> answer(HttpRequest request, String path) {
        HttpHeaders headers = request.headers();
        Platform platform = Platform.of("", headers.get("User-Agent", ""));
        return switch (catalogue.get().find(path, query(request.uri()), platform)) {
            case Found.Public(Document document) -> served(whole(document(document, headers)));
            case Found.Hosted(HostedFile file) -> served(CompletableFuture.completedStage(file(file, headers)));
            case Found.Profile(var profile) -> forSessions(profile.document(), headers);
            case Found.Nothing() -> refused(Refusal.UNKNOWN_PATH);
            case Found.Hostile() -> refused(Refusal.HOSTILE_PATH);
        };
    }

    private CompletionStage<Answer> forSessions(Document document, HttpHeaders headers) {
        return Cookies.find(headers, Cookies.SESSION)
                .map(cookie -> sessions.holds(CookieHash.of(cookie)))
                .orElseGet(() -> CompletableFuture.completedFuture(false))
                .thenCompose(welcome ->
                        welcome ? served(whole(document(document, headers))) : refused(Refusal.UNKNOWN_COOKIE));
    }

    private CompletionStage<Answer> served(CompletionStage<Answer> answer) {
        counters.requests().count(Purpose.DOWNLOAD);
        return answer;
    }

    private CompletionStage<Answer> refused(Refusal why) {
        counters.refusals().count(why);
        return whole(HttpReply.ending(HttpResponseStatus.NOT_FOUND));
    }

    private static CompletionStage<Answer> whole(HttpReply reply) {
        return CompletableFuture.completedStage(new Answer.Whole(reply));
    }

    private HttpReply document(Document document, HttpHeaders asked) {
        String tag = tag(document.sha1());
        if (has(asked, tag)) {
            return unchanged(tag);
        }
        return switch (range(asked, tag, document.bytes().length)) {
            case ByteRange.Wanted.All() ->
                new HttpReply(HttpResponseStatus.OK, head(document.contentType(), tag, true), document.bytes(), false);
            case ByteRange.Wanted.Part(ByteRange range) ->
                new HttpReply(
                        HttpResponseStatus.PARTIAL_CONTENT,
                        partial(document.contentType(), tag, range, document.bytes().length),
                        range.of(document.bytes()),
                        false);
            case ByteRange.Wanted.OutOfReach() -> outOfReach(document.bytes().length);
        };
    }

    private Answer file(HostedFile file, HttpHeaders asked) {
        String tag = tag(file.sha1());
        if (has(asked, tag)) {
            return new Answer.Whole(unchanged(tag));
        }
        ByteRange.Wanted wanted = file.isSeekable() ? range(asked, tag, file.length()) : new ByteRange.Wanted.All();
        return switch (wanted) {
            case ByteRange.Wanted.All() ->
                new Answer.Streamed(
                        new HttpReply(
                                HttpResponseStatus.OK, head(FILE_TYPE, tag, file.isSeekable()), new byte[0], false),
                        file,
                        new ByteRange(0, file.length()));
            case ByteRange.Wanted.Part(ByteRange range) ->
                new Answer.Streamed(
                        new HttpReply(
                                HttpResponseStatus.PARTIAL_CONTENT,
                                partial(FILE_TYPE, tag, range, file.length()),
                                new byte[0],
                                false),
                        file,
                        range);
            case ByteRange.Wanted.OutOfReach() -> new Answer.Whole(outOfReach(file.length()));
        };
    }

    private static String tag(String sha1) {
        return '"' + sha1 + '"';
    }

    /** Whether the client has what it asks for. */
    private static boolean has(HttpHeaders asked, String tag) {
        return Optional.ofNullable(asked.get("If-None-Match"))
                .filter(tags -> tags.strip().equals("*") || tags.contains(tag))
                .isPresent();
    }

    /** A range counts if the client's part is of the same file. */
    private static ByteRange.Wanted range(HttpHeaders asked, String tag, long length) {
        String condition = asked.get("If-Range");
        return condition == null || condition.strip().equals(tag)
                ? ByteRange.wanted(asked.get("Range", ""), length)
                : new ByteRange.Wanted.All();
    }

    private static HttpReply unchanged(String tag) {
        return new HttpReply(
                HttpResponseStatus.NOT_MODIFIED,
                List.of(new Header("ETag", tag), new Header("Cache-Control", "no-cache")),
                new byte[0],
                false);
    }

    private HttpReply outOfReach(long length) {
        counters.refusals().count(Refusal.RANGE_OUT_OF_REACH);
        return new HttpReply(
                HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                List.of(new Header("Content-Range", "bytes */" + length)),
                new byte[0],
                false);
    }

    private static List<Header> partial(String contentType, String tag, ByteRange range, long length) {
        List<Header> headers = new ArrayList<>(head(contentType, tag, true));
        headers.add(new Header("Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + length));
        return headers;
    }

    private static List<Header> head(String contentType, String tag, boolean seekable) {
        return List.of(
                new Header("Content-Type", contentType),
                new Header("X-Content-Type-Options", "nosniff"),
                new Header("ETag", tag),
                new Header("Accept-Ranges", seekable ? "bytes" : "none"),
                new Header("Cache-Control", "no-cache"));
    }

    private static String query(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? "" : uri.substring(query + 1);
    }
}

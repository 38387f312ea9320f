package io.sallyport.server.download;

/** What a path stands for. */
public sealed interface Found {
    /** For everybody. */
    record Public(Document document) implements Found {}

    /** For clients that have a session. */
    record Profile(ClientProfile profile) implements Found {}

    record Hosted(HostedFile file) implements Found {}

    /** Nothing that is served. */
    record Nothing() implements Found {}

    /** Nothing, and no client would ask like this: dots, escapes, backslashes, or very long. */
    record Hostile() implements Found {}
}

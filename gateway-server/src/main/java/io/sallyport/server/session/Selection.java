package io.sallyport.server.session;

/** Which sessions an operator means. */
public sealed interface Selection {
    record ById(String id) implements Selection {}

    record ByUser(String name) implements Selection {}
}

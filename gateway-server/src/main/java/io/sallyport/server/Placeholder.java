package io.sallyport.server;

final class Placeholder {
    private Placeholder() {}
}

package io.sallyport.dataplane;

final class Placeholder {
    private Placeholder() {}
}

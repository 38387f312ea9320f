package io.sallyport.aaa;

final class Placeholder {
    private Placeholder() {}
}

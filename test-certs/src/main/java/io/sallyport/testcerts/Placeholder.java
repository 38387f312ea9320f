package io.sallyport.testcerts;

final class Placeholder {
    private Placeholder() {}
}

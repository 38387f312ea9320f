package io.sallyport.config;

/** The file is not a tree of sections at all, so there is nothing to look for further problems in. */
final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Position at;
    private final String found;
    private final String expected;

    Unreadable(Position at, String found, String expected) {
        super(found, null, false, false); // the operator's fault, not ours: nobody wants a stack trace
        this.at = at;
        this.found = found;
        this.expected = expected;
    }

    Position at() {
        return at;
    }

    String found() {
        return found;
    }

    String expected() {
        return expected;
    }
}

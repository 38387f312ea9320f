package io.sallyport.server.cli;

/** A verb has come to nothing, for a reason that its user can understand. */
final class Failure extends Exception {
    private final String words;
    private final int exitCode;

    Failure(String words) {
        this(words, Sallyport.FAILED);
    }

    Failure(String words, int exitCode) {
        super(words, null, false, false);
        this.words = words;
        this.exitCode = exitCode;
    }

    String words() {
        return words;
    }

    int exitCode() {
        return exitCode;
    }
}

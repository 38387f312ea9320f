package io.sallyport.testkit.cstp;

/** How a CONNECT ended. */
public sealed interface Connect {

    record Granted(CstpTunnel tunnel) implements Connect {}

    record Refused(HttpReply reply) implements Connect {}

    /** For those who expect nothing else. */
    default CstpTunnel orFail() {
        return switch (this) {
            case Granted(CstpTunnel tunnel) -> tunnel;
            case Refused(HttpReply reply) -> throw new ClientFailure("CONNECT refused: " + reply.head());
        };
    }
}

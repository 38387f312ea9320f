package io.sallyport.server.listen;

import io.sallyport.server.metrics.Tally;

/**
 * What happens to connections before they have a tunnel.
 *
 * @param admissions what became of new connections
 * @param losses those that ran out of time
 * @param handshakes how their TLS handshakes went
 */
public record ListenCounters(Tally<Strangers.Admission> admissions, Tally<Loss> losses, Tally<Handshake> handshakes) {

    public ListenCounters() {
        this(new Tally<>(Strangers.Admission.class), new Tally<>(Loss.class), new Tally<>(Handshake.class));
    }

    /** How a TLS handshake went. */
    public enum Handshake {
        COMPLETED,
        FAILED,
        TIMED_OUT
    }

    /** Which time limit ended a connection without a tunnel. */
    public enum Loss {
        SIGN_IN_TIME,
        REQUEST_TIME
    }
}

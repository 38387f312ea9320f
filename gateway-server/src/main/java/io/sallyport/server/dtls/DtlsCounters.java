package io.sallyport.server.dtls;

import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.metrics.Tally;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all DTLS channels and handshakes together have met.
 *
 * @param handshakes ended, by how
 * @param handshakeRecordsRefused records that came during a handshake and were not shown to it
 * @param switches of a tunnel's packets to the other channel
 * @param probes DPD requests sent
 * @param unknownFrames frames of a type that means nothing, ignored
 * @param tooLarge packets that no datagram to their client holds
 */
public record DtlsCounters(
        Tally<Handshake> handshakes,
        LongAdder handshakeRecordsRefused,
        Tally<Carriage.Switch> switches,
        LongAdder probes,
        LongAdder unknownFrames,
        LongAdder tooLarge) {

    public DtlsCounters() {
        this(
                new Tally<>(Handshake.class),
                new LongAdder(),
                new Tally<>(Carriage.Switch.class),
                new LongAdder(),
                new LongAdder(),
                new LongAdder());
    }

    /** How a handshake ended. */
    public enum Handshake {
        COMPLETED,
        /** The client could not prove itself, or speaks something else. */
        FAILED,
        /** It would have become another kind of handshake than the one that was agreed on. */
        NOT_RESUMED,
        /** It took too long, a newer one took its place, or its tunnel has ended. */
        ABANDONED
    }
}

package io.sallyport.server.cstp;

import io.sallyport.server.metrics.Tally;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all CSTP channels together have met.
 *
 * @param unknownFrames frames of a type that means nothing, ignored
 * @param probes DPD requests sent
 * @param faults errors of our own
 */
public record CstpCounters(
        Tally<BadFrame.Reason> badFrames, LongAdder unknownFrames, LongAdder probes, LongAdder faults) {

    public CstpCounters() {
        this(new Tally<>(BadFrame.Reason.class), new LongAdder(), new LongAdder(), new LongAdder());
    }
}

package io.sallyport.server.session;

import io.sallyport.aaa.session.EndReason;
import io.sallyport.server.cstp.Ending;
import io.sallyport.server.metrics.Tally;

/**
 * What has become of sessions and tunnels.
 *
 * @param openings sessions asked for
 * @param ends sessions that have ended, by reason
 * @param attachments tunnels asked for
 * @param endings channels that have ended, by how
 */
public record SessionCounters(
        Tally<OpeningOutcome> openings,
        Tally<EndReason> ends,
        Tally<AttachmentOutcome> attachments,
        Tally<Ending> endings) {

    public SessionCounters() {
        this(
                new Tally<>(OpeningOutcome.class),
                new Tally<>(EndReason.class),
                new Tally<>(AttachmentOutcome.class),
                new Tally<>(Ending.class));
    }

    /** How the wish for a session ended. */
    public enum OpeningOutcome {
        OPENED,
        TOO_MANY_FOR_USER,
        TOO_MANY,
        DRAINING,
        STORE_UNAVAILABLE
    }

    /** How the wish for a tunnel ended. */
    public enum AttachmentOutcome {
        ATTACHED,
        UNKNOWN_COOKIE,
        POOL_EXHAUSTED,
        STORE_UNAVAILABLE
    }
}

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
 * @param straps clients' keys, looked at
 * @param endings channels that have ended, by how
 */
public record SessionCounters(
        Tally<OpeningOutcome> openings,
        Tally<EndReason> ends,
        Tally<AttachmentOutcome> attachments,
        Tally<StrapOutcome> straps,
        Tally<Ending> endings) {

    public SessionCounters() {
        this(
                new Tally<>(OpeningOutcome.class),
                new Tally<>(EndReason.class),
                new Tally<>(AttachmentOutcome.class),
                new Tally<>(StrapOutcome.class),
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
        /** The cookie is right, but the client shows another certificate than at its sign-in. */
        OTHER_CERTIFICATE,
        /** The cookie is right, but the client has not shown that it holds the key that it has announced. */
        WITHOUT_KEY,
        POOL_EXHAUSTED,
        STORE_UNAVAILABLE
    }

    /** What a client's signature at CONNECT was worth. */
    public enum StrapOutcome {
        VALID,
        INVALID,
        /** The client has announced no key, now or at its sign-in. */
        ABSENT
    }
}

package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.Association;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which associations a record may belong to that comes from an unknown address; owned by one worker. DTLS 1.2 has nothing
 * in a record that says whose it is, so the choice goes by what a client that has just moved cannot help showing: version,
 * a plausible length, and a sequence number a little above the last one. The tag decides; a few trials are made, and not
 * often.
 */
final class Roaming {
    private static final int TRIALS = 8; // per datagram
    private static final int SEARCHES_PER_SECOND = 50;
    private static final long NANOS_PER_SEARCH = 1_000_000_000L / SEARCHES_PER_SECOND;
    private static final int BURST = 50;

    private final Collection<LivePath> paths;
    private final Allowance searches = new Allowance();
    private final Allowance questions = new Allowance();

    private record Candidate(LivePath path, boolean sameAddress, long distance) {}

    /** @param paths all of the worker, as they are at any moment */
    Roaming(Collection<LivePath> paths) {
        this.paths = paths;
    }

    /** The most likely first: those whose client was at the same address, then those whose numbers are closest. */
    List<LivePath> candidates(byte[] bytes, int offset, int length, Endpoint source, long nowNanos) {
        if (paths.isEmpty() || !Association.isLikely(bytes, offset, length) || !searches.take(nowNanos)) {
            return List.of();
        }
        List<Candidate> found = new ArrayList<>();
        for (LivePath path : paths) {
            long distance = path.distance(bytes, offset);
            if (distance >= 0) {
                found.add(new Candidate(path, path.endpoint().hasAddressOf(source), distance));
            }
        }
        found.sort(Comparator.comparing((Candidate candidate) -> !candidate.sameAddress)
                .thenComparingLong(Candidate::distance));
        return found.stream().limit(TRIALS).map(Candidate::path).toList();
    }

    /** Whether other workers should be asked, too. */
    boolean isWorthAsking(byte[] bytes, int offset, int length, long nowNanos) {
        return Association.isLikely(bytes, offset, length) && questions.take(nowNanos);
    }

    /** So many per second, and a few more at once after a quiet time. */
    private static final class Allowance {
        private long spentUntilNanos;
        private boolean used;

        boolean take(long nowNanos) {
            long earliest = nowNanos - BURST * NANOS_PER_SEARCH;
            if (!used || spentUntilNanos - earliest < 0) {
                spentUntilNanos = earliest;
                used = true;
            }
            if (spentUntilNanos - nowNanos > 0) {
                return false;
            }
            spentUntilNanos += NANOS_PER_SEARCH;
            return true;
        }
    }
}

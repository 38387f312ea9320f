package io.sallyport.aaa.ban;

import io.sallyport.config.Bans;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the subjects of one kind stand.
 *
 * <pre>
 *   (unknown) --offence--> Suspect --offence that reaches the limit--> Banned
 *       ^                     |                                          |
 *       +---- forgotten ------+--------------- ban is over --------------+
 * </pre>
 *
 * <p>Not thread-safe, on purpose: {@link BanList} locks.
 */
final class Ledger {

    private sealed interface Standing {
        record Suspect(int points, Instant lastOffence) implements Standing {}

        record Banned(int points, Instant until) implements Standing {}
    }

    private final int capacity;

    /** The one whose last offence is the longest ago comes first. */
    private final Map<Ban.Subject, Standing> standings = new LinkedHashMap<>();

    private long evictions;

    Ledger(int capacity) {
        this.capacity = capacity;
    }

    /** @return the ban that this offence has brought about */
    Optional<Ban> count(Ban.Subject subject, Offence offence, Bans rules, Instant now) {
        Standing before = standings.remove(subject);
        if (before instanceof Standing.Banned banned && now.isBefore(banned.until())) {
            standings.put(subject, before); // no longer than it was, but recent
            return Optional.empty();
        }
        int points = remembered(before, rules, now) + offence.points();
        if (points < rules.after()) {
            put(subject, new Standing.Suspect(points, now));
            return Optional.empty();
        }
        Instant until = now.plus(rules.duration());
        put(subject, new Standing.Banned(points, until));
        return Optional.of(new Ban(subject, until, points));
    }

    boolean isBanned(Ban.Subject subject, Instant now) {
        return standings.get(subject) instanceof Standing.Banned banned && now.isBefore(banned.until());
    }

    /** Points that were counted are forgotten, a ban stays. */
    void forgive(Ban.Subject subject) {
        if (standings.get(subject) instanceof Standing.Suspect) {
            standings.remove(subject);
        }
    }

    /** @return whether it was banned */
    boolean clear(Ban.Subject subject, Instant now) {
        boolean banned = isBanned(subject, now);
        standings.remove(subject);
        return banned;
    }

    List<Ban> bans(Instant now) {
        return standings.entrySet().stream()
                .<Ban>mapMulti((entry, into) -> {
                    if (entry.getValue() instanceof Standing.Banned(int points, Instant until) && now.isBefore(until)) {
                        into.accept(new Ban(entry.getKey(), until, points));
                    }
                })
                .toList();
    }

    long evictions() {
        return evictions;
    }

    private static int remembered(@Nullable Standing standing, Bans rules, Instant now) {
        return switch (standing) {
            case null -> 0;
            case Standing.Banned _ -> 0; // served
            case Standing.Suspect(int points, Instant lastOffence) ->
                now.isBefore(lastOffence.plus(rules.forget())) ? points : 0;
        };
    }

    private void put(Ban.Subject subject, Standing standing) {
        standings.put(subject, standing);
        if (standings.size() > capacity) {
            Iterator<Ban.Subject> eldest = standings.keySet().iterator();
            eldest.next();
            eldest.remove();
            evictions++;
        }
    }
}

package io.sallyport.aaa.ban;

import io.sallyport.aaa.UserName;
import io.sallyport.config.Bans;
import io.sallyport.config.IpPrefix;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Points for offences, per source prefix and per user, and the bans that come of them.
 *
 * <p>Who reaches the limit is banned for a time that further attempts do not prolong; afterwards the count starts from zero, as it
 * does after a time without an offence. Offences from a trusted prefix count for nobody.
 *
 * <p>A user who signs in is forgiven, the prefix that he came from is not: otherwise one known password would buy guesses at all
 * the others.
 *
 * <p>A fixed number of prefixes is remembered, and of users, so neither can push the other out. Beyond that the one whose last
 * offence is the longest ago is forgotten, banned or not: no list stops who commands that many prefixes.
 *
 * <p>Any thread may call. Time is a parameter and should not go backwards by much: a ban that was given in the future lasts until
 * then.
 */
public final class BanList {
    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 64;

    private final Ledger sources;
    private final Ledger users;
    private final Map<Offence, Long> offences = new EnumMap<>(Offence.class);
    private long given;
    private Bans rules;

    /** @param capacity prefixes that are remembered, and as many users */
    public BanList(Bans rules, int capacity) {
        this.rules = rules;
        this.sources = new Ledger(capacity);
        this.users = new Ledger(capacity);
    }

    /** By these rules from now on. What was counted stays, and a ban ends when it was to end. */
    public synchronized void follow(Bans newRules) {
        rules = newRules;
    }

    /**
     * Counts an offence.
     *
     * @param user as whom it was tried, if that is known
     * @return the bans that it has brought about: as a rule none, at most one of the source and one of the user
     */
    public synchronized List<Ban> offence(Offence offence, InetAddress source, Optional<UserName> user, Instant now) {
        offences.merge(offence, 1L, Long::sum);
        if (rules.after() == 0 || isTrusted(source)) {
            return List.of();
        }
        List<Ban> bans = Stream.concat(
                        sources.count(subject(source), offence, rules, now).stream(),
                        user.flatMap(name -> users.count(new Ban.Subject.User(name), offence, rules, now)).stream())
                .toList();
        given += bans.size();
        return bans;
    }

    public synchronized boolean banned(InetAddress source, Instant now) {
        return rules.after() > 0 && sources.isBanned(subject(source), now) && !isTrusted(source);
    }

    public synchronized boolean bannedUser(UserName user, Instant now) {
        return rules.after() > 0 && users.isBanned(new Ban.Subject.User(user), now);
    }

    /** The user has signed in, so his earlier mistakes were mistakes. */
    public synchronized void forgive(UserName user) {
        users.forgive(new Ban.Subject.User(user));
    }

    /** Lifts the ban of the prefix that holds this address, and forgets its points. False if it was not banned. */
    public synchronized boolean unban(InetAddress address, Instant now) {
        return sources.clear(subject(address), now);
    }

    /** Lifts the ban of a user, and forgets his points. False if he was not banned. */
    public synchronized boolean unbanUser(UserName user, Instant now) {
        return users.clear(new Ban.Subject.User(user), now);
    }

    /** Those in force, of sources first; in each kind, the one with the most recent attempt comes last. */
    public synchronized List<Ban> list(Instant now) {
        return Stream.concat(sources.bans(now).stream(), users.bans(now).stream())
                .toList();
    }

    /** How many offences there were of this kind, those of trusted prefixes among them. */
    public synchronized long offences(Offence kind) {
        return offences.getOrDefault(kind, 0L);
    }

    /** How many bans were given. */
    public synchronized long given() {
        return given;
    }

    /** How many prefixes and users were forgotten because there was no more room. */
    public synchronized long evictions() {
        return sources.evictions() + users.evictions();
    }

    private boolean isTrusted(InetAddress source) {
        return rules.trusted().stream().anyMatch(prefix -> prefix.contains(source));
    }

    private static Ban.Subject subject(InetAddress source) {
        int length = source.getAddress().length == 4 ? IPV4_PREFIX : IPV6_PREFIX;
        return new Ban.Subject.Source(IpPrefix.of(source, length));
    }
}

package io.sallyport.server.auth;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.config.IpPrefix;
import io.sallyport.config.Limits;
import io.sallyport.server.session.SessionToken;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * All sign-ins under way, bounded in number and time. Confined to the control executor.
 *
 * <p>A conversation whose handle has been renewed is still found by the one before, for a client that has not got the last
 * answer and repeats its question.
 */
final class Conversations {
    /**
     * A conversation, and the words by which its client names it.
     *
     * @param current whether that is its newest handle
     */
    record Named(Conversation conversation, String handle, boolean current) {}

    /** @param former the one before, if the handle was renewed */
    private record Handles(CookieHash newest, Optional<CookieHash> former) {}

    private final Map<CookieHash, Conversation> byHandle = new HashMap<>();
    private final Map<Conversation, Handles> handles = new LinkedHashMap<>(); // oldest first
    private final Map<IpPrefix, SequencedSet<Conversation>> bySource = new HashMap<>(); // oldest first

    /**
     * A new one. If its source has too many, that source's oldest gives way; if there are too many in all, the oldest of all.
     *
     * @param source the network that answers for it
     */
    Named begin(Profiles.Door door, IpPrefix source, Limits limits, long nowNanos) {
        SequencedSet<Conversation> neighbours = bySource.computeIfAbsent(source, _ -> new LinkedHashSet<>());
        if (neighbours.size() >= limits.conversationsPerSource()) {
            end(neighbours.getFirst());
        } else if (handles.size() >= limits.conversations()) {
            end(handles.keySet().iterator().next());
        }
        Conversation conversation = new Conversation(door, source, nowNanos);
        bySource.computeIfAbsent(source, _ -> new LinkedHashSet<>()).add(conversation);
        return name(conversation, Optional.empty());
    }

    /** The same conversation by another name. */
    Named renew(Named named) {
        Handles before = handles.get(named.conversation());
        if (before == null) {
            return named; // it has given way to another one meanwhile
        }
        before.former().ifPresent(byHandle::remove);
        return name(named.conversation(), Optional.of(before.newest()));
    }

    private Named name(Conversation conversation, Optional<CookieHash> former) {
        String handle = SessionToken.next().reveal();
        CookieHash hash = CookieHash.of(handle);
        byHandle.put(hash, conversation);
        handles.put(conversation, new Handles(hash, former));
        return new Named(conversation, handle, true);
    }

    Optional<Named> find(String handle) {
        CookieHash hash = CookieHash.of(handle);
        return Optional.ofNullable(byHandle.get(hash))
                .map(conversation -> new Named(conversation, handle, isNewest(conversation, hash)));
    }

    private boolean isNewest(Conversation conversation, CookieHash hash) {
        Handles known = handles.get(conversation);
        return known != null && known.newest().equals(hash);
    }

    /** Harmless when repeated. */
    void end(Conversation conversation) {
        Handles known = handles.remove(conversation);
        if (known == null) {
            return;
        }
        byHandle.remove(known.newest());
        known.former().ifPresent(byHandle::remove);
        bySource.computeIfPresent(conversation.source(), (_, neighbours) -> {
            neighbours.remove(conversation);
            return neighbours.isEmpty() ? null : neighbours;
        });
    }

    void forget(long nowNanos, long lifetimeNanos) {
        List<Conversation> forgotten = handles.keySet().stream()
                .filter(conversation -> conversation.isForgotten(nowNanos, lifetimeNanos))
                .toList();
        forgotten.forEach(this::end);
    }

    int count() {
        return handles.size();
    }
}

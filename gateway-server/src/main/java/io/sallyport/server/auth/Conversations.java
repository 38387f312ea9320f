package io.sallyport.server.auth;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.server.session.SessionToken;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** All sign-ins under way, bounded in number and time. Confined to the control executor. */
final class Conversations {
    /** A conversation, and the words by which its client will name it. */
    record Named(Conversation conversation, String handle) {}

    private final Map<CookieHash, Conversation> byHandle = new LinkedHashMap<>(); // oldest first

    /** A new one; if there are too many, the oldest gives way. */
    Named begin(Profiles.Door door, int most, long nowNanos) {
        if (byHandle.size() >= most) {
            Iterator<Conversation> oldest = byHandle.values().iterator();
            oldest.next();
            oldest.remove();
        }
        String handle = SessionToken.next().reveal();
        Conversation conversation = new Conversation(door, nowNanos);
        byHandle.put(CookieHash.of(handle), conversation);
        return new Named(conversation, handle);
    }

    Optional<Named> find(String handle) {
        return Optional.ofNullable(byHandle.get(CookieHash.of(handle)))
                .map(conversation -> new Named(conversation, handle));
    }

    void end(String handle) {
        byHandle.remove(CookieHash.of(handle));
    }

    void forget(long nowNanos, long lifetimeNanos) {
        byHandle.values().removeIf(conversation -> conversation.isForgotten(nowNanos, lifetimeNanos));
    }

    int count() {
        return byHandle.size();
    }
}

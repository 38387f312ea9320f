package io.sallyport.server.session;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.server.cstp.CstpChannel;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All living sessions, found by what they are asked for. Confined to the control executor. */
final class SessionTable {
    private final Map<String, Session> byId = new LinkedHashMap<>(); // oldest first
    private final Map<CookieHash, Session> byCookie = new HashMap<>();
    private final IdentityHashMap<CstpChannel, Session> byChannel = new IdentityHashMap<>();
    private final Reviews<Session> reviews;

    /** @param reviews of the sessions that are here */
    SessionTable(Reviews<Session> reviews) {
        this.reviews = reviews;
    }

    void add(Session session) {
        reviews.setNext(session);
        byId.put(session.id(), session);
        byCookie.put(session.row.cookie(), session);
    }

    /** Its cookie is dead from now on. */
    void remove(Session session) {
        reviews.forget(session);
        byId.remove(session.id());
        byCookie.remove(session.row.cookie());
    }

    boolean hasId(String id) {
        return byId.containsKey(id);
    }

    Optional<Session> withId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Session> withCookie(CookieHash cookie) {
        return Optional.ofNullable(byCookie.get(cookie));
    }

    /** Oldest first. */
    List<Session> ofUser(String user) {
        return byId.values().stream()
                .filter(session -> session.row.identity().user().text().equals(user))
                .toList();
    }

    /** Oldest first. */
    Collection<Session> all() {
        return Collections.unmodifiableCollection(byId.values());
    }

    int size() {
        return byId.size();
    }

    void attach(CstpChannel channel, Session session) {
        byChannel.put(channel, session);
    }

    /** Whose channel it was. */
    Optional<Session> detach(CstpChannel channel) {
        return Optional.ofNullable(byChannel.remove(channel));
    }
}

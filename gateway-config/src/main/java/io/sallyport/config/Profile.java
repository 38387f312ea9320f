package io.sallyport.config;

import java.util.List;
import java.util.Optional;

/**
 * A connection profile (ASA: tunnel-group): an entry of the client's group list.
 *
 * @param name unique, also among aliases, in any letter case
 * @param alias the label that clients show and send back
 * @param hidden not on the list, but selectable by who knows its name or URL
 * @param url group URL, a path such as {@code /staff}
 * @param members groups of which one is needed; empty lets everybody in
 * @param authenticate the chain, in order; at least one
 * @param policy name of a {@link Policy}
 */
public record Profile(
        String name,
        String alias,
        boolean hidden,
        Optional<String> url,
        boolean isDefault,
        List<String> members,
        List<Method> authenticate,
        String policy) {

    public Profile {
        members = List.copyOf(members);
        authenticate = List.copyOf(authenticate);
    }

    /** A way to prove who one is. */
    public enum Method {
        LOCAL
    }
}

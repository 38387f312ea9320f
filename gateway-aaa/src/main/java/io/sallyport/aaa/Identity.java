package io.sallyport.aaa;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who somebody has been proven to be.
 *
 * @param groups without duplicates, in the order in which the authenticators named them
 */
public record Identity(UserName user, List<String> groups) {

    public Identity {
        groups = List.copyOf(new LinkedHashSet<>(groups));
    }

    /** The same user with the groups of both. */
    Identity and(List<String> more) {
        List<String> all = new ArrayList<>(groups);
        all.addAll(more);
        return new Identity(user, all);
    }

    boolean isInOneOf(List<String> wanted) {
        return groups.stream().anyMatch(Set.copyOf(wanted)::contains);
    }
}

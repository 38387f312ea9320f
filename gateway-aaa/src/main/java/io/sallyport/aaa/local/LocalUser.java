package io.sallyport.aaa.local;

import io.sallyport.aaa.UserName;
import java.time.Instant;
import java.util.List;

/**
 * A user, as an operator sees one.
 *
 * @param mustChange whether the user has to choose another password at the next sign-in, whatever the age of this one
 * @param imported whether the password is still stored as it was imported, because the user has not signed in since
 * @param changedAt when an operator, or that first sign-in, has changed something last
 */
public record LocalUser(
        UserName name, List<String> groups, boolean locked, boolean mustChange, boolean imported, Instant changedAt) {

    public LocalUser {
        groups = List.copyOf(groups);
    }
}

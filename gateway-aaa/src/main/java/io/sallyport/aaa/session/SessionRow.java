package io.sallyport.aaa.session;

import io.sallyport.aaa.Identity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What has to be known of a session after a crash.
 *
 * @param id public, at most 64 characters
 * @param profile name of the profile that was chosen, at most 128 characters
 * @param identity with the groups that the user had at sign-in
 * @param policy name of the policy that it was given, at most 128 characters
 * @param createdAt microseconds; what is finer is cut off
 * @param expiresAt when it ends, whatever happens; absent if never
 * @param lease the addresses it has had last
 * @param binding to what else the client has to hold
 */
public record SessionRow(
        String id,
        CookieHash cookie,
        String profile,
        Identity identity,
        String policy,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Lease lease,
        Client client,
        Binding binding) {

    public SessionRow {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt.map(at -> at.truncatedTo(ChronoUnit.MICROS));
    }
}

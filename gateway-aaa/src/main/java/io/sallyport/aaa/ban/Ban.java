package io.sallyport.aaa.ban;

import io.sallyport.aaa.UserName;
import io.sallyport.config.IpPrefix;
import java.time.Instant;

/**
 * Somebody is shut out.
 *
 * @param until when the ban ends by itself
 * @param points that brought it about
 */
public record Ban(Subject subject, Instant until, int points) {

    /** Who is counted. */
    public sealed interface Subject {

        /** @param prefix IPv4 /24 or IPv6 /64: who has one address of it has them all */
        record Source(IpPrefix prefix) implements Subject {
            @Override
            public String toString() {
                return prefix.toString();
            }
        }

        record User(UserName name) implements Subject {
            @Override
            public String toString() {
                return name.toString();
            }
        }
    }
}

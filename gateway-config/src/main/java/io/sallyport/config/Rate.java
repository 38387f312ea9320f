package io.sallyport.config;

import java.util.Optional;

/**
 * How fast a session's packets may go, in bits per second of IP packets.
 *
 * @param down to the client; empty is no limit
 * @param up from the client; empty is no limit
 */
public record Rate(Optional<Long> down, Optional<Long> up) {
    /** As fast as can be. */
    public static final Rate UNLIMITED = new Rate(Optional.empty(), Optional.empty());

    static Rate read(Section rate) {
        return new Rate(rate.find("down", Kind.rate()), rate.find("up", Kind.rate()));
    }
}

package io.sallyport.config;

import java.time.Duration;

/**
 * What is asked of the passwords of the gateway's own users.
 *
 * @param minLength of a password that a user chooses, in characters; an operator sets what he likes
 * @param maxAge after which a user has to choose another one at his next sign-in; zero: never
 */
public record Passwords(int minLength, Duration maxAge) {

    static Passwords read(Section passwords) {
        return new Passwords(
                passwords.get("min-length", Kind.number(1, 128), 8),
                passwords.get("max-age", Kind.secondsOrOff(Duration.ofDays(3650)), Duration.ZERO));
    }
}

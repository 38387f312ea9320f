package io.sallyport.aaa.local;

import java.util.Optional;

/** What is stored of a password. */
sealed interface PasswordHash permits Argon2Hash, CryptHash {

    /** Empty if it is of no kind that is known here, or costs more to check than a stranger may make the gateway pay. */
    static Optional<PasswordHash> parse(String text) {
        return Argon2Hash.parse(text)
                .<PasswordHash>map(hash -> hash)
                .or(() -> CryptHash.parse(text).map(hash -> hash));
    }

    /** Burns CPU time: for the threads of {@link PasswordChecks}. */
    boolean matches(Password password);

    /** Whether it is to be replaced as soon as the password is known. */
    boolean isOutdated();

    /** As it is stored. */
    String text();
}

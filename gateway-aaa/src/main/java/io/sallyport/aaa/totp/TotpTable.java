package io.sallyport.aaa.totp;

import io.sallyport.aaa.UserName;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code totp} in SQL that both databases take.
 *
 * @param handle its owner has begun a transaction, if one is needed, and ends it
 */
record TotpTable(Handle handle) {

    /** Before any code. */
    private static final long UNUSED = -1;

    Optional<TotpSecret> find(UserName user) {
        return handle.createQuery("select secret from totp where user_name = :user")
                .bind("user", user.text())
                .mapTo(String.class)
                .findOne()
                .flatMap(TotpSecret::ofHex);
    }

    /**
     * Gives a user this secret and no other. What has been used up of the same one stays so.
     *
     * @return false if there is no such user
     */
    boolean put(UserName user, TotpSecret secret) {
        if (find(user).map(TotpSecret::toHex).equals(Optional.of(secret.toHex()))) {
            return true;
        }
        boolean known = handle.select("select name from local_user where name = ?", user.text())
                .mapTo(String.class)
                .findOne()
                .isPresent();
        if (known) {
            handle.execute("delete from totp where user_name = ?", user.text());
            handle.execute(
                    "insert into totp (user_name, secret, last_counter, last_attempt) values (?, ?, ?, '')",
                    user.text(),
                    secret.toHex(),
                    UNUSED);
        }
        return known;
    }

    /**
     * Uses up a code and those before it.
     *
     * @param attempt tells a repetition of this very attempt from another one with the same code
     * @return false if it was used up before, or the secret is another one by now
     */
    boolean use(UserName user, TotpSecret secret, long counter, String attempt) {
        return handle.execute(
                                "update totp set last_counter = ?, last_attempt = ?"
                                        + " where user_name = ? and secret = ? and last_counter < ?",
                                counter,
                                attempt,
                                user.text(),
                                secret.toHex(),
                                counter)
                        == 1
                || handle.select(
                                "select user_name from totp"
                                        + " where user_name = ? and secret = ? and last_counter = ? and last_attempt = ?",
                                user.text(),
                                secret.toHex(),
                                counter,
                                attempt)
                        .mapTo(String.class)
                        .findOne()
                        .isPresent();
    }
}

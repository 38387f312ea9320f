package io.sallyport.aaa.local;

import io.sallyport.aaa.UserName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code local_user} in SQL that both databases take.
 *
 * @param handle its owner has begun a transaction, if one is needed, and ends it
 */
record UserTable(Handle handle) {

    /**
     * A row, without the name that it was found by.
     *
     * @param hash as it is stored, perhaps of no known kind
     * @param mustChange whether the user has to choose another password at the next sign-in
     * @param setAt when somebody has chosen this one
     */
    record StoredUser(String hash, boolean locked, List<String> groups, boolean mustChange, Instant setAt) {

        @Override
        public String toString() {
            return "StoredUser[locked=" + locked + ", groups=" + groups + ", mustChange=" + mustChange + "]";
        }
    }

    Optional<StoredUser> find(UserName name) {
        return handle.createQuery("select * from local_user where name = :name")
                .bind("name", name.text())
                .map((columns, _) -> new StoredUser(
                        columns.getString("password"),
                        columns.getBoolean("locked"),
                        groups(columns),
                        columns.getBoolean("must_change"),
                        instant(columns, "password_set_at")))
                .findOne();
    }

    /** @return false if there is one of this name */
    boolean insert(UserName name, StoredUser user, Instant now) {
        return handle.createUpdate("""
                        insert into local_user (name, password, locked, group_names, must_change, password_set_at,
                                                changed_at)
                        values (:name, :password, :locked, :groups, :must, :set, :now)
                        on conflict do nothing
                        """)
                        .bind("name", name.text())
                        .bind("password", user.hash())
                        .bind("locked", user.locked())
                        .bindArray("groups", String.class, user.groups())
                        .bind("must", user.mustChange())
                        .bind("set", utc(user.setAt()))
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    /** All of a user who is there, but for what other tables know of him. */
    void replace(UserName name, StoredUser user, Instant now) {
        handle.createUpdate("""
                        update local_user set password = :password, locked = :locked, group_names = :groups,
                                              must_change = :must, password_set_at = :set, changed_at = :now
                        where name = :name
                        """)
                .bind("name", name.text())
                .bind("password", user.hash())
                .bind("locked", user.locked())
                .bindArray("groups", String.class, user.groups())
                .bind("must", user.mustChange())
                .bind("set", utc(user.setAt()))
                .bind("now", utc(now))
                .execute();
    }

    /** @return false if there is none of this name */
    boolean setPassword(UserName name, String hash, boolean mustChange, Instant now) {
        return handle.execute(
                        "update local_user set password = ?, must_change = ?, password_set_at = ?, changed_at = ?"
                                + " where name = ?",
                        hash,
                        mustChange,
                        utc(now),
                        utc(now),
                        name.text())
                == 1;
    }

    /**
     * The user's own choice. That it has been made already is as good.
     *
     * @return false if the hash is neither any more, or the user is locked by now
     */
    boolean choosePassword(UserName name, String old, String hash, Instant now) {
        return handle.execute(
                        "update local_user set password = ?, must_change = false, password_set_at = ?, changed_at = ?"
                                + " where name = ? and password in (?, ?) and not locked",
                        hash,
                        utc(now),
                        utc(now),
                        name.text(),
                        old,
                        hash)
                == 1;
    }

    /**
     * The same password under another hash.
     *
     * @return false if the hash is not {@code old} any more
     */
    boolean replaceHash(UserName name, String old, String hash, Instant now) {
        return handle.execute(
                        "update local_user set password = ?, changed_at = ? where name = ? and password = ?",
                        hash,
                        utc(now),
                        name.text(),
                        old)
                == 1;
    }

    /** @return false if there is none of this name */
    boolean setLocked(UserName name, boolean locked, Instant now) {
        return handle.execute(
                        "update local_user set locked = ?, changed_at = ? where name = ?",
                        locked,
                        utc(now),
                        name.text())
                == 1;
    }

    /** @return false if there is none of this name */
    boolean delete(UserName name) {
        return handle.execute("delete from local_user where name = ?", name.text()) == 1;
    }

    Optional<LocalUser> lookUp(UserName name) {
        return handle.createQuery("select * from local_user where name = :name")
                .bind("name", name.text())
                .map((columns, _) -> user(columns))
                .findOne()
                .flatMap(user -> user);
    }

    /** By name. A row that somebody has written past us, with a name that nobody can have, is left out. */
    List<LocalUser> list() {
        return handle
                .createQuery("select * from local_user order by name")
                .map((columns, _) -> user(columns))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<LocalUser> user(ResultSet columns) throws SQLException {
        Optional<UserName> name = UserName.parse(columns.getString("name"));
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LocalUser(
                name.get(),
                groups(columns),
                columns.getBoolean("locked"),
                columns.getBoolean("must_change"),
                CryptHash.parse(columns.getString("password")).isPresent(),
                instant(columns, "changed_at")));
    }

    private static Instant instant(ResultSet columns, String name) throws SQLException {
        return columns.getObject(name, OffsetDateTime.class).toInstant();
    }

    private static List<String> groups(ResultSet columns) throws SQLException {
        return Arrays.stream((Object[]) columns.getArray("group_names").getArray())
                .map(String::valueOf)
                .toList();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

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
     */
    record StoredUser(String hash, boolean locked, List<String> groups) {

        @Override
        public String toString() {
            return "StoredUser[locked=" + locked + ", groups=" + groups + "]";
        }
    }

    Optional<StoredUser> find(UserName name) {
        return handle.createQuery("select password, locked, group_names from local_user where name = :name")
                .bind("name", name.text())
                .map((columns, _) ->
                        new StoredUser(columns.getString("password"), columns.getBoolean("locked"), groups(columns)))
                .findOne();
    }

    /** @return false if there is one of this name */
    boolean insert(UserName name, StoredUser user, Instant now) {
        return handle.createUpdate("""
                        insert into local_user (name, password, locked, group_names, changed_at)
                        values (:name, :password, :locked, :groups, :now)
                        on conflict do nothing
                        """)
                        .bind("name", name.text())
                        .bind("password", user.hash())
                        .bind("locked", user.locked())
                        .bindArray("groups", String.class, user.groups())
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    /** @return false if there is none of this name */
    boolean setPassword(UserName name, String hash, Instant now) {
        return handle.execute(
                        "update local_user set password = ?, changed_at = ? where name = ?",
                        hash,
                        utc(now),
                        name.text())
                == 1;
    }

    /** @return false if the hash is not {@code old} any more */
    boolean replacePassword(UserName name, String old, String hash, Instant now) {
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
                CryptHash.parse(columns.getString("password")).isPresent(),
                columns.getObject("changed_at", OffsetDateTime.class).toInstant()));
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

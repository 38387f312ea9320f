package io.sallyport.aaa.session;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.UserName;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The tables {@code session} and {@code lease} in SQL that both databases take.
 *
 * @param handle its owner has begun a transaction, if one is needed, and ends it
 */
record SessionTable(Handle handle) {

    /** @throws IllegalStateException if another session has the id or the cookie */
    void insert(SessionRow session) {
        int inserted = handle.createUpdate("""
                        insert into session (id, cookie_hash, profile, user_name, group_names, policy,
                                             created_at, expires_at, remote, agent, device,
                                             certificate, strap_key)
                        values (:id, :cookie, :profile, :user, :groups, :policy,
                                :created, :expires, :remote, :agent, :device, :certificate, :strap_key)
                        on conflict do nothing
                        """)
                .bind("id", session.id())
                .bind("cookie", session.cookie().toHex())
                .bind("profile", session.profile())
                .bind("user", session.identity().user().text())
                .bindArray("groups", String.class, session.identity().groups())
                .bind("policy", session.policy())
                .bind("created", utc(session.createdAt()))
                .bind("expires", session.expiresAt().map(SessionTable::utc).orElse(null))
                .bind("remote", session.client().remote())
                .bind("agent", session.client().agent())
                .bind("device", session.client().device())
                .bind("certificate", session.binding().certificate().orElse(""))
                .bind("strap_key", session.binding().strapKey().orElse(""))
                .execute();
        if (inserted == 0 && !isThere(session)) {
            throw new IllegalStateException("session: id or cookie of another one, id=" + session.id());
        }
    }

    LeaseOutcome lease(String sessionId, Lease lease) {
        if (!isLive(sessionId)) {
            return LeaseOutcome.NO_SESSION;
        }
        List<String> claimed = new ArrayList<>();
        for (String address : lease.addresses().map(InetAddress::getHostAddress).toList()) {
            if (claim(sessionId, address)) {
                claimed.add(address);
            } else if (!holder(address).equals(Optional.of(sessionId))) {
                claimed.forEach(mine -> handle.execute("delete from lease where address = ?", mine));
                return LeaseOutcome.TAKEN;
            }
        }
        String ipv4 = lease.ipv4().map(InetAddress::getHostAddress).orElse("");
        String ipv6 = lease.ipv6().map(InetAddress::getHostAddress).orElse("");
        handle.execute("delete from lease where session_id = ? and address not in (?, ?)", sessionId, ipv4, ipv6);
        handle.execute("update session set ipv4 = ?, ipv6 = ? where id = ?", ipv4, ipv6, sessionId);
        return LeaseOutcome.LEASED;
    }

    /** @return whether there is a live one */
    boolean rebind(String sessionId, String strapKey) {
        return handle.execute("update session set strap_key = ? where id = ? and ended_at is null", strapKey, sessionId)
                > 0;
    }

    /** @return whether there was a live one */
    boolean end(String sessionId, EndReason reason, Instant at) {
        int ended = handle.execute(
                "update session set ended_at = ?, end_reason = ? where id = ? and ended_at is null",
                utc(at),
                reason.name(),
                sessionId);
        handle.execute("delete from lease where session_id = ?", sessionId);
        return ended > 0;
    }

    List<SessionRow> live() {
        return handle.createQuery("select * from session where ended_at is null order by created_at, id")
                .map(SessionTable::row)
                .list();
    }

    /** @return how many, at most {@code limit} */
    int deleteEndedBefore(Instant then, int limit) {
        return handle.execute("""
                delete from session where id in (
                    select id from session where ended_at < ? order by ended_at fetch first ? rows only)
                """, utc(then), limit);
    }

    private boolean isThere(SessionRow session) {
        return handle.select(
                        "select id from session where id = ? and cookie_hash = ?",
                        session.id(),
                        session.cookie().toHex())
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    private boolean isLive(String sessionId) {
        return handle.select("select id from session where id = ? and ended_at is null", sessionId)
                .mapTo(String.class)
                .findOne()
                .isPresent();
    }

    private boolean claim(String sessionId, String address) {
        return handle.execute(
                        "insert into lease (address, session_id) values (?, ?) on conflict do nothing",
                        address,
                        sessionId)
                == 1;
    }

    private Optional<String> holder(String address) {
        return handle.select("select session_id from lease where address = ?", address)
                .mapTo(String.class)
                .findOne();
    }

    private static SessionRow row(ResultSet columns, StatementContext context) throws SQLException {
        return new SessionRow(
                columns.getString("id"),
                CookieHash.ofHex(columns.getString("cookie_hash")),
                columns.getString("profile"),
                new Identity(new UserName(columns.getString("user_name")), groups(columns)),
                columns.getString("policy"),
                columns.getObject("created_at", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(columns.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                new Lease(
                        address(columns, "ipv4").map(Inet4Address.class::cast),
                        address(columns, "ipv6").map(Inet6Address.class::cast)),
                new Client(columns.getString("remote"), columns.getString("agent"), columns.getString("device")),
                new Binding(text(columns, "certificate"), text(columns, "strap_key")));
    }

    private static List<String> groups(ResultSet columns) throws SQLException {
        return Arrays.stream((Object[]) columns.getArray("group_names").getArray())
                .map(String::valueOf)
                .toList();
    }

    private static Optional<InetAddress> address(ResultSet columns, String name) throws SQLException {
        return text(columns, name).map(InetAddress::ofLiteral);
    }

    /** Nothing is stored as empty text. */
    private static Optional<String> text(ResultSet columns, String name) throws SQLException {
        return Optional.of(columns.getString(name)).filter(text -> !text.isEmpty());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

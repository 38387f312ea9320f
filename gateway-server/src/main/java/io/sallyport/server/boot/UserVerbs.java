package io.sallyport.server.boot;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.Change;
import io.sallyport.aaa.local.ImportReport;
import io.sallyport.aaa.local.LocalUser;
import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.local.Password;
import io.sallyport.aaa.store.StoreUnavailable;
import io.sallyport.aaa.totp.TotpSecret;
import io.sallyport.aaa.totp.TotpSecrets;
import io.sallyport.config.Secret;
import io.sallyport.server.control.Call;
import io.sallyport.server.control.Refused;
import io.sallyport.server.control.Verbs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What can be done with local users. The same whether a running gateway does it, which holds the store, or the command line
 * does it by itself.
 */
public final class UserVerbs {
    public static final String ADD = "user-add";
    public static final String PASSWD = "user-passwd";
    public static final String REMOVE = "user-remove";
    public static final String LOCK = "user-lock";
    public static final String UNLOCK = "user-unlock";
    public static final String LIST = "user-list";
    public static final String IMPORT = "user-import";
    public static final String TOTP = "user-totp";

    /** @param imported whether the password is still hashed as it was imported */
    record User(
            String name, List<String> groups, boolean locked, boolean mustChange, boolean imported, Instant changedAt) {
        static User of(LocalUser user) {
            return new User(
                    user.name().text(),
                    user.groups(),
                    user.locked(),
                    user.mustChange(),
                    user.imported(),
                    user.changedAt());
        }
    }

    /** @param kept were there already, and stay as they were */
    record Imported(List<String> added, List<String> replaced, List<String> kept) {}

    /**
     * @param uri as apps scan it
     * @param secret as it is typed into an app that scans nothing: base32
     */
    private record SecondFactor(String user, String uri, String secret) {}

    private record Named(String user) {}

    /** Does the work; blocks. */
    @FunctionalInterface
    private interface Work {
        Object run(Call call) throws Refused;
    }

    private final LocalUsers users;
    private final TotpSecrets totpSecrets;

    private UserVerbs(LocalUsers users, TotpSecrets totpSecrets) {
        this.users = users;
        this.totpSecrets = totpSecrets;
    }

    /** The verbs, which block their caller. */
    public static Map<String, Verbs.Verb> of(LocalUsers users, TotpSecrets totpSecrets) {
        UserVerbs verbs = new UserVerbs(users, totpSecrets);
        return Map.of(
                ADD, verb(verbs::add),
                PASSWD,
                        verb(call -> verbs.change(
                                call, name -> users.setPassword(name, password(call), call.has("must-change")))),
                REMOVE, verb(call -> verbs.change(call, users::remove)),
                LOCK, verb(call -> verbs.change(call, users::lock)),
                UNLOCK, verb(call -> verbs.change(call, users::unlock)),
                LIST, verb(call -> users.list().stream().map(User::of).toList()),
                IMPORT, verb(verbs::importFile),
                TOTP, verb(verbs::totp));
    }

    private static Verbs.Verb verb(Work work) {
        return call -> {
            try {
                return CompletableFuture.completedStage(work.run(call));
            } catch (StoreUnavailable e) {
                throw new Refused(String.valueOf(e.getMessage()));
            }
        };
    }

    private Object add(Call call) throws Refused {
        return change(call, name -> users.add(name, groups(call), password(call), call.has("must-change")));
    }

    /** Changes one user. */
    @FunctionalInterface
    private interface UserChange {
        Change apply(UserName name) throws Refused;
    }

    private Object change(Call call, UserChange change) throws Refused {
        UserName name = user(call);
        return switch (change.apply(name)) {
            case DONE -> new Named(name.text());
            case NO_SUCH_USER -> throw noSuchUser(name);
            case USER_EXISTS -> throw new Refused("user exists: " + name);
            case BAD_GROUP -> throw new Refused("not a group name (expected: 1..64 printable characters)");
        };
    }

    private Object totp(Call call) throws Refused {
        UserName name = user(call);
        TotpSecret secret = call.has("secret")
                ? TotpSecret.ofHex(call.text("secret"))
                        .orElseThrow(() -> new Refused("not a secret (expected: 16..64 bytes in hex)"))
                : TotpSecret.random();
        if (!totpSecrets.set(name, secret)) {
            throw noSuchUser(name);
        }
        return new SecondFactor(name.text(), secret.uri(name), secret.base32());
    }

    private static UserName user(Call call) throws Refused {
        String text = call.text("user");
        return UserName.parse(text)
                .orElseThrow(() -> new Refused("not a user name (expected: 1..%d printable characters): %s"
                        .formatted(UserName.MAX_LENGTH, text)));
    }

    private static Refused noSuchUser(UserName name) {
        return new Refused("no such user: " + name);
    }

    private Object importFile(Call call) throws Refused {
        ImportReport.Existing existing =
                call.has("replace") ? ImportReport.Existing.REPLACE : ImportReport.Existing.KEEP;
        return switch (users.importOcpasswd(call.text("file"), existing)) {
            case ImportReport.Imported(var added, var replaced, var kept) ->
                new Imported(names(added), names(replaced), names(kept));
            case ImportReport.Rejected(List<ImportReport.Problem> problems) ->
                throw new Refused(problems.stream()
                        .map(ImportReport.Problem::toString)
                        .collect(Collectors.joining("\n", "nothing imported\n", "")));
        };
    }

    private static List<String> names(List<UserName> users) {
        return users.stream().map(UserName::text).toList();
    }

    private static Password password(Call call) throws Refused {
        return Password.parse(new Secret(call.text("password")))
                .orElseThrow(
                        () -> new Refused("not a password (expected: 1..%d bytes)".formatted(Password.MAX_LENGTH)));
    }

    private static List<String> groups(Call call) {
        List<String> groups = new ArrayList<>();
        JsonNode given = call.arguments().path("groups");
        given.forEach(group -> groups.add(group.asString()));
        return groups;
    }
}

package io.sallyport.aaa.local;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.ImportReport.Existing;
import io.sallyport.aaa.local.UserTable.StoredUser;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * The users in the store, for an operator.
 *
 * <p>Methods block until the change is durable, and throw {@link StoreUnavailable} if that cannot be. They hash on the caller's
 * thread, so they are nothing for a thread that others rely on.
 *
 * <p>A changed user is noticed at the next sign-in; sessions live on.
 */
public final class LocalUsers {
    static final int MAX_GROUP_LENGTH = 64;

    private final Store store;
    private final InstantSource clock;

    public LocalUsers(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @param mustChange whether the user has to choose another password at the first sign-in */
    public Change add(UserName name, List<String> groups, Password password, boolean mustChange) {
        if (!groups.stream().allMatch(LocalUsers::isGroup)) {
            return Change.BAD_GROUP;
        }
        Instant now = clock.instant();
        StoredUser user = new StoredUser(
                Argon2Hash.of(password).text(), false, List.copyOf(new LinkedHashSet<>(groups)), mustChange, now);
        boolean added = Store.await(store.write(handle -> new UserTable(handle).insert(name, user, now)));
        return added ? Change.DONE : Change.USER_EXISTS;
    }

    /** @param mustChange whether the user has to choose another password at the next sign-in */
    public Change setPassword(UserName name, Password password, boolean mustChange) {
        String hash = Argon2Hash.of(password).text();
        Instant now = clock.instant();
        return changed(table -> table.setPassword(name, hash, mustChange, now));
    }

    public Change remove(UserName name) {
        return changed(table -> table.delete(name));
    }

    /** A locked user cannot sign in, and learns why only with the right password. */
    public Change lock(UserName name) {
        Instant now = clock.instant();
        return changed(table -> table.setLocked(name, true, now));
    }

    public Change unlock(UserName name) {
        Instant now = clock.instant();
        return changed(table -> table.setLocked(name, false, now));
    }

    /** By name. */
    public List<LocalUser> list() {
        return Store.await(store.read(handle -> new UserTable(handle).list()));
    }

    /**
     * Takes over the users of an ocpasswd file, all or none. Their hashes are taken as they are and replaced at the first sign-in.
     *
     * @param file its text
     */
    public ImportReport importOcpasswd(String file, Existing existing) {
        OcpasswdFile parsed = OcpasswdFile.parse(file);
        if (!parsed.problems().isEmpty()) {
            return new ImportReport.Rejected(parsed.problems());
        }
        Instant now = clock.instant();
        return Store.await(store.write(handle -> importNow(handle, parsed.entries(), existing, now)));
    }

    /** Completes with the user of this name, if there is one; fails with {@link StoreUnavailable}. */
    public CompletionStage<Optional<LocalUser>> lookUp(UserName name) {
        return store.read(handle -> new UserTable(handle).lookUp(name));
    }

    CompletionStage<Optional<StoredUser>> find(UserName name) {
        return store.read(handle -> new UserTable(handle).find(name));
    }

    /** Completes with false if the hash is not {@code old} any more: somebody has set a new password meanwhile. */
    CompletionStage<Boolean> replaceHash(UserName name, String old, String hash) {
        Instant now = clock.instant();
        return store.write(handle -> new UserTable(handle).replaceHash(name, old, hash, now));
    }

    /** Completes with false if an operator has set another password meanwhile, or has locked or removed the user. */
    CompletionStage<Boolean> choosePassword(UserName name, String old, String hash) {
        Instant now = clock.instant();
        return store.write(handle -> new UserTable(handle).choosePassword(name, old, hash, now));
    }

    /** Whether a user has to choose another password, for what an operator has said or for its age. */
    boolean isDue(StoredUser user, Duration maxAge) {
        return user.mustChange()
                || (!maxAge.isZero() && !clock.instant().isBefore(user.setAt().plus(maxAge)));
    }

    static boolean isGroup(String text) {
        return UserName.isName(text, MAX_GROUP_LENGTH);
    }

    private Change changed(Predicate<UserTable> change) {
        return Store.await(store.write(handle -> change.test(new UserTable(handle))))
                ? Change.DONE
                : Change.NO_SUCH_USER;
    }

    private static ImportReport importNow(
            Handle handle, List<OcpasswdFile.Entry> entries, Existing existing, Instant now) {
        UserTable table = new UserTable(handle);
        List<UserName> added = new ArrayList<>();
        List<UserName> replaced = new ArrayList<>();
        List<UserName> kept = new ArrayList<>();
        for (OcpasswdFile.Entry entry : entries) {
            StoredUser user = new StoredUser(entry.hash().text(), entry.locked(), entry.groups(), false, now);
            if (table.insert(entry.name(), user, now)) {
                added.add(entry.name());
            } else {
                switch (existing) {
                    case KEEP -> kept.add(entry.name());
                    case REPLACE -> {
                        table.replace(entry.name(), user, now);
                        replaced.add(entry.name());
                    }
                }
            }
        }
        return new ImportReport.Imported(added, replaced, kept);
    }
}

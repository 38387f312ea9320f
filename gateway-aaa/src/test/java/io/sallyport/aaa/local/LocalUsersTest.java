package io.sallyport.aaa.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.ImportReport.Existing;
import io.sallyport.aaa.store.EachStore;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.TestStore;
import io.sallyport.config.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LocalUsersTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final UserName ALICE = new UserName("alice");
    private static final UserName BOB = new UserName("bob");
    private static final Password SESAME = Password.parse(new Secret("sesame")).orElseThrow();
    private static final String HASH = "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";

    @EachStore
    void keepsUsersOverARestart(TestStore stores) {
        LocalUsers before = users(stores.store());
        assertThat(before.add(BOB, List.of("ops", "staff", "ops"), SESAME, true))
                .isEqualTo(Change.DONE);
        assertThat(before.add(ALICE, List.of(), SESAME, false)).isEqualTo(Change.DONE);

        LocalUsers after = users(stores.reopened());

        assertThat(after.list())
                .containsExactly(
                        new LocalUser(ALICE, List.of(), false, false, false, NOW),
                        new LocalUser(BOB, List.of("ops", "staff"), false, true, false, NOW));
    }

    @EachStore
    void addsNobodyTwiceAndNobodyToANamelessGroup(TestStore stores) {
        LocalUsers users = users(stores.store());
        users.add(ALICE, List.of("staff"), SESAME, false);

        assertThat(users.add(ALICE, List.of("ops"), SESAME, false)).isEqualTo(Change.USER_EXISTS);
        assertThat(users.add(BOB, List.of("staff", ""), SESAME, false)).isEqualTo(Change.BAD_GROUP);
        assertThat(users.add(BOB, List.of("x".repeat(65)), SESAME, false)).isEqualTo(Change.BAD_GROUP);

        assertThat(users.list()).containsExactly(new LocalUser(ALICE, List.of("staff"), false, false, false, NOW));
    }

    @EachStore
    void changesOnlyWhoIsThere(TestStore stores) {
        LocalUsers users = users(stores.store());
        users.add(ALICE, List.of(), SESAME, false);

        assertThat(users.lock(ALICE)).isEqualTo(Change.DONE);
        assertThat(users.list()).extracting(LocalUser::locked).containsExactly(true);
        assertThat(users.unlock(ALICE)).isEqualTo(Change.DONE);
        assertThat(users.list()).extracting(LocalUser::locked).containsExactly(false);
        assertThat(users.setPassword(ALICE, SESAME, false)).isEqualTo(Change.DONE);
        assertThat(users.remove(ALICE)).isEqualTo(Change.DONE);

        assertThat(users.remove(ALICE)).isEqualTo(Change.NO_SUCH_USER);
        assertThat(users.lock(ALICE)).isEqualTo(Change.NO_SUCH_USER);
        assertThat(users.unlock(ALICE)).isEqualTo(Change.NO_SUCH_USER);
        assertThat(users.setPassword(ALICE, SESAME, false)).isEqualTo(Change.NO_SUCH_USER);
        assertThat(users.list()).isEmpty();
    }

    @EachStore
    void aRenewedHashDoesNotUndoANewPassword(TestStore stores) {
        LocalUsers users = users(stores.store());
        users.importOcpasswd("alice:*:" + HASH, Existing.KEEP);
        String renewed = Argon2Hash.of(SESAME).text();
        users.setPassword(ALICE, SESAME, false);

        assertThat(Store.await(users.replaceHash(ALICE, HASH, renewed).toCompletableFuture())
                        .booleanValue())
                .isFalse();
    }

    @EachStore
    void importsAWholeFileAndLeavesAloneWhoIsThere(TestStore stores) {
        LocalUsers users = users(stores.store());
        users.add(ALICE, List.of("old"), SESAME, false);

        ImportReport report = users.importOcpasswd("alice:new1:" + HASH + "\nbob:staff:!" + HASH, Existing.KEEP);

        assertThat(report).isEqualTo(new ImportReport.Imported(List.of(BOB), List.of(), List.of(ALICE)));
        assertThat(users.list())
                .containsExactly(
                        new LocalUser(ALICE, List.of("old"), false, false, false, NOW),
                        new LocalUser(BOB, List.of("staff"), true, false, true, NOW));
    }

    @EachStore
    void replacesWhoIsThereWhenAskedTo(TestStore stores) {
        LocalUsers users = users(stores.store());
        users.add(ALICE, List.of("old"), SESAME, false);

        ImportReport report = users.importOcpasswd("alice:new1:" + HASH, Existing.REPLACE);

        assertThat(report).isEqualTo(new ImportReport.Imported(List.of(), List.of(ALICE), List.of()));
        assertThat(users.list()).containsExactly(new LocalUser(ALICE, List.of("new1"), false, false, true, NOW));
    }

    @EachStore
    void importsNothingOfAFileWithABadLine(TestStore stores) {
        LocalUsers users = users(stores.store());

        ImportReport report = users.importOcpasswd("alice:*:" + HASH + "\nbob:*:DES\n", Existing.KEEP);

        assertThat(report)
                .isInstanceOfSatisfying(
                        ImportReport.Rejected.class,
                        rejected -> assertThat(rejected.problems())
                                .extracting(ImportReport.Problem::line)
                                .containsExactly(2));
        assertThat(users.list()).isEmpty();
    }

    @EachStore
    void toleratesARowThatSomebodyElseHasWritten(TestStore stores) {
        Store.await(
                stores.store()
                        .write(
                                handle -> handle.execute(
                                        "insert into local_user (name, password, locked, group_names, changed_at, password_set_at) values (' odd ', 'x', false, array['a'], current_timestamp, current_timestamp)")));

        assertThat(users(stores.store()).list()).isEmpty();
    }

    private static LocalUsers users(Store store) {
        return new LocalUsers(store, InstantSource.fixed(NOW));
    }
}

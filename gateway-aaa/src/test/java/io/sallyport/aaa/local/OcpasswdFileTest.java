package io.sallyport.aaa.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.ImportReport.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

class OcpasswdFileTest {
    private static final String HASH = "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";

    @Test
    void readsUsersGroupsAndLocks() {
        OcpasswdFile file = OcpasswdFile.parse("""
                # made by hand
                alice:staff,ops:HASH

                bob:*:HASH
                carol:x,,staff,staff:!HASH
                dave::HASH
                """.replace("HASH", HASH));

        assertThat(file.problems()).isEmpty();
        assertThat(file.entries())
                .extracting(OcpasswdFile.Entry::name, OcpasswdFile.Entry::groups, OcpasswdFile.Entry::locked)
                .containsExactly(
                        tuple(new UserName("alice"), List.of("staff", "ops"), false),
                        tuple(new UserName("bob"), List.of(), false),
                        tuple(new UserName("carol"), List.of("staff"), true),
                        tuple(new UserName("dave"), List.of(), false));
        assertThat(file.entries()).extracting(entry -> entry.hash().text()).containsOnly(HASH);
    }

    @Test
    void readsLinesOfOtherSystems() {
        assertThat(OcpasswdFile.parse("alice:*:" + HASH + "\r\nbob:*:" + HASH).entries())
                .hasSize(2);
        assertThat(OcpasswdFile.parse("").entries()).isEmpty();
    }

    @Test
    void tellsAllThatIsWrongAndQuotesNoHash() {
        OcpasswdFile file = OcpasswdFile.parse(String.join(
                "\n",
                "alice:staff:" + HASH,
                "bob:staff",
                "carol:staff:abJnggxhB/yWI",
                "",
                ":staff:" + HASH,
                "alice:ops:" + HASH,
                "eve\u202e:" + "g".repeat(65) + ":",
                "frank:staff:" + HASH + ":more",
                "grace:staff:!"));

        assertThat(file.problems())
                .containsExactly(
                        new Problem(2, "found 2 fields, expected user:groups:hash"),
                        new Problem(3, "the hash is none of $1$, $5$, $6$ (up to 500000 rounds)"),
                        new Problem(5, "the user name is not 1..128 printable characters without outer spaces"),
                        new Problem(6, "user alice is on line 1 too"),
                        new Problem(7, "the user name is not 1..128 printable characters without outer spaces"),
                        new Problem(7, "a group is not 1..64 printable characters without outer spaces"),
                        new Problem(7, "the hash is none of $1$, $5$, $6$ (up to 500000 rounds)"),
                        new Problem(8, "found 4 fields, expected user:groups:hash"),
                        new Problem(9, "the hash is none of $1$, $5$, $6$ (up to 500000 rounds)"));
        assertThat(file.problems().getFirst()).hasToString("line 2: found 2 fields, expected user:groups:hash");
    }
}

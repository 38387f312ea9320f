package io.sallyport.lab.gateway;

import static io.sallyport.lab.gateway.Site.ALICE;
import static io.sallyport.lab.gateway.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.lab.Credentials;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.EachRelease;
import io.sallyport.lab.NeedsLab;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** openconnect where a name and a password are not all: profiles by URL, a second question, a new password, a cookie for later. */
@NeedsLab(programs = "openconnect")
class SignInIT {
    private static final String SECRET = "3132333435363738393031323334353637383930";
    private static final String OLD_PASSWORD = "wonderland";
    private static final String NEW_PASSWORD = "through the looking-glass";
    private static final String WRONG_CODE = "Login failed. The response was not accepted.";

    /** All of them hidden: openconnect asks its user as soon as a form has two groups, be one of them given by the URL. */
    private static final String PROFILES = """
              - {name: guests, url: /guests, hidden: true, authenticate: [local], policy: office}
              - {name: code, url: /code, hidden: true, authenticate: [local, totp], policy: office}
            policies:
            """;

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(
                configuration -> configuration
                        .replace("alias: Staff\n", "alias: Staff\n    url: /staff\n    hidden: true\n")
                        .replace("policies:\n", PROFILES),
                ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void theUrlDecidesTheProfile(DebianRelease release) {
        for (String name : List.of("staff", "guests")) {
            try (Openconnect client = client(release, "/" + name).user(ALICE).connect(SOON)) {
                assertThat(profileOf(client)).isEqualTo(name);
            }
        }
    }

    @EachRelease
    void aCookieLeadsInFromAnotherProcess(DebianRelease release) {
        String cookie = client(release, "/guests").user(ALICE).fetchCookie();

        try (Openconnect client = site.client(release).cookie(cookie).connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("guests");
        }
    }

    @EachRelease
    void aCodeIsAskedForBehindThePassword(DebianRelease release) throws GeneralSecurityException {
        Credentials user = withSecondFactor("coded-" + release);

        try (Openconnect client = client(release, "/code")
                .typing(user.user(), user.password(), code(Instant.now()))
                .connect(SOON)) {
            assertThat(client.process().output())
                    .contains("Enter the code from your authenticator app.")
                    .doesNotContain(WRONG_CODE);
            assertThat(profileOf(client)).isEqualTo("code");
        }
    }

    @EachRelease
    void theClientMakesTheCodeWhenItKnowsTheSecret(DebianRelease release) {
        Credentials user = withSecondFactor("token-" + release);

        try (Openconnect client = client(release, "/code")
                .user(user)
                .option("--token-mode=totp")
                .option("--token-secret=0x" + SECRET)
                .connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("code");
        }
    }

    @EachRelease
    void aWrongCodeIsToldAndAskedForAgain(DebianRelease release) throws GeneralSecurityException {
        Credentials user = withSecondFactor("uncertain-" + release);
        String longAgo = code(Instant.now().minusSeconds(3600));

        assertThatIsRefused(WRONG_CODE, client(release, "/code").typing(user.user(), user.password(), longAgo));

        try (Openconnect client = client(release, "/code")
                .typing(user.user(), user.password(), longAgo, code(Instant.now()))
                .connect(SOON)) {
            assertThat(client.process().output()).contains(WRONG_CODE);
            assertThat(profileOf(client)).isEqualTo("code");
        }
    }

    @EachRelease
    void whoHasToChangeHisPasswordDoesSoWhileSigningIn(DebianRelease release) {
        Credentials old = whoMustChange("renewed-" + release);

        try (Openconnect client = client(release, "/guests")
                .typing(old.user(), old.password(), NEW_PASSWORD, NEW_PASSWORD)
                .connect(SOON)) {
            assertThat(client.process().output()).contains("Your password has expired.");
            assertThat(profileOf(client)).isEqualTo("guests");
        }

        assertThatIsRefused("Login failed.", client(release, "/guests").user(old));
        client(release, "/guests")
                .user(new Credentials(old.user(), NEW_PASSWORD))
                .fetchCookie();
    }

    @EachRelease
    void aNewPasswordThatIsTheOldOneIsNotAccepted(DebianRelease release) {
        Credentials old = whoMustChange("stubborn-" + release);

        assertThatIsRefused(
                "The new password was not accepted.",
                client(release, "/guests").typing(old.user(), old.password(), old.password(), old.password()));
    }

    /** One form after another: the password, another one instead, the code. */
    @EachRelease
    void aSignInMayHaveThreeQuestions(DebianRelease release) throws GeneralSecurityException {
        Credentials old = whoMustChange("patient-" + release);
        site.ask("user-totp", Map.of("user", old.user(), "secret", SECRET));

        try (Openconnect client = client(release, "/code")
                .typing(old.user(), old.password(), NEW_PASSWORD, NEW_PASSWORD, code(Instant.now()))
                .connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("code");
        }
    }

    private static Openconnect.Invocation client(DebianRelease release, String path) {
        return site.client(release)
                .to(site.headend().url() + path, site.headend().identity());
    }

    private static void assertThatIsRefused(String words, Openconnect.Invocation client) {
        Output output = client.option("--authenticate").run(SOON);

        assertThat(output.ok()).as(output.toString()).isFalse();
        assertThat(output.out()).doesNotContain("COOKIE=");
        assertThat(output.err()).contains(words);
    }

    private static String profileOf(Openconnect client) {
        return site.sessionOf(client).path("profile").asString();
    }

    /** A user of his own for each test, for no code is good twice. */
    private static Credentials withSecondFactor(String name) {
        Credentials user = Credentials.random(name);
        site.ask("user-add", Map.of("user", user.user(), "password", user.password()));
        site.ask("user-totp", Map.of("user", user.user(), "secret", SECRET));
        return user;
    }

    private static Credentials whoMustChange(String name) {
        site.ask("user-add", Map.of("user", name, "password", OLD_PASSWORD, "must-change", true));
        return new Credentials(name, OLD_PASSWORD);
    }

    /** RFC 6238: SHA-1, six digits, half a minute. */
    private static String code(Instant when) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(SECRET), "HmacSHA1"));
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(
                ByteBuffer.allocate(8).putLong(when.getEpochSecond() / 30).array()));
        int offset = hash.get(19) & 0xf;
        return "%06d".formatted((hash.getInt(offset) & 0x7fffffff) % 1_000_000);
    }
}

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
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** openconnect where a name and a password are not all: profiles by URL, a second question, a new password, a cookie for later. */
@NeedsLab(programs = "openconnect")
class SignInIT {
    private static final String SECRET = "3132333435363738393031323334353637383930";
    private static final String NEW_PASSWORD = "through the looking-glass";

    private static final String PROFILES = """
              - {name: guests, url: /guests, authenticate: [local], policy: office}
              - {name: code, url: /code, authenticate: [local, totp], policy: office}
            policies:
            """;

    private static Site site;

    @BeforeAll
    static void open() {
        site = Site.open(configuration -> configuration.replace("policies:\n", PROFILES), ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void theUrlDecidesTheProfile(DebianRelease release) {
        try (Openconnect client = client(release, "/guests").user(ALICE).connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("guests");
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

        Output refused = client(release, "/code")
                .typing(user.user(), user.password(), longAgo)
                .option("--authenticate")
                .run(SOON);
        assertThat(refused.ok()).isFalse();
        assertThat(refused.out()).doesNotContain("COOKIE=");

        try (Openconnect client = client(release, "/code")
                .typing(user.user(), user.password(), longAgo, code(Instant.now()))
                .connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("code");
        }
    }

    @EachRelease
    void whoHasToChangeHisPasswordDoesSoWhileSigningIn(DebianRelease release) {
        Credentials old = new Credentials("renewed-" + release, "wonderland");
        site.gateway()
                .verb("user", "add", old.user(), "--password-stdin", "--must-change")
                .reading(old.password() + "\n")
                .run()
                .orFail();

        try (Openconnect client = client(release, "/guests")
                .typing(old.user(), old.password(), NEW_PASSWORD, NEW_PASSWORD)
                .connect(SOON)) {
            assertThat(profileOf(client)).isEqualTo("guests");
        }

        Output again =
                client(release, "/guests").user(old).option("--authenticate").run(SOON);
        assertThat(again.ok()).isFalse();
        assertThat(again.err()).contains("Login failed.");
        client(release, "/guests").user(new Credentials(old.user(), NEW_PASSWORD)).fetchCookie();
    }

    private static Openconnect.Invocation client(DebianRelease release, String path) {
        return site.client(release)
                .to(site.headend().url() + path, site.headend().identity());
    }

    private static String profileOf(Openconnect client) {
        String id = site.sessionOf(client).path("id").asString();
        return site.json("session", id).path("profile").asString();
    }

    /** A user of his own for each test, for no code is good twice. */
    private static Credentials withSecondFactor(String name) {
        Credentials user = Credentials.random(name);
        site.gateway().addUser(user);
        site.verb("user", "totp", name, "--secret", SECRET).orFail();
        return user;
    }

    /** RFC 6238: SHA-1, six digits, half a minute. */
    private static String code(Instant when) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(SECRET), "HmacSHA1"));
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(ByteBuffer.allocate(8)
                .putLong(when.getEpochSecond() / 30)
                .array()));
        int offset = hash.get(19) & 0xf;
        return "%06d".formatted((hash.getInt(offset) & 0x7fffffff) % 1_000_000);
    }
}

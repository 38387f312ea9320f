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
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyFormat;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** openconnect with a certificate, good or bad, instead of a password, before one, and before a second certificate. */
@NeedsLab(programs = "openconnect")
class ClientCertificateIT {
    private static final String CLIENTS = "Lab clients";
    private static final TestAuthority AUTHORITY = TestAuthority.create(CLIENTS);
    private static final TestAuthority PARTNER = TestAuthority.create("Lab partners");

    /** Of the same name, so that clients take its certificates for wanted ones and send them. */
    private static final TestAuthority STRANGER = TestAuthority.create(CLIENTS);

    private static final Credential GOOD = AUTHORITY.client("alice");
    private static final Credential REVOKED_BY_PEM = AUTHORITY.client("alice");
    private static final Credential REVOKED_BY_DER = PARTNER.client("alice");

    private static final String NO_CERTIFICATE = "Certificate Validation Failure";
    private static final String NO_LOGIN = "Login failed.";

    private static final String REVOKED = "Certificate has been revoked";
    private static final String FOREIGN = "Path does not chain with any of the trust anchors";
    private static final String ABSENT = "reason=NO_CERTIFICATE";
    private static final String WRONG_PASSWORD = "reason=WRONG_CREDENTIALS";

    private static final Credentials WRONG = new Credentials("alice", "looking-glass");

    private static final String PROFILES = """
              - {name: badge, authenticate: [certificate], policy: office}
              - {name: both, authenticate: [certificate, local], policy: office}
              - {name: two, authenticate: [multiple-certificate], policy: office}
            policies:
            """;

    @TempDir
    private static Path directory;

    private static Site site;

    @BeforeAll
    static void open() throws Exception {
        AUTHORITY.writeCertificate(directory.resolve("clients.pem"));
        PARTNER.writeCertificate(directory.resolve("partners.pem"));
        Path authorities = Files.writeString(
                directory.resolve("authorities.pem"),
                Files.readString(directory.resolve("clients.pem"))
                        + Files.readString(directory.resolve("partners.pem")));
        Path pem = directory.resolve("clients.crl");
        TestAuthority.writeLists(pem, AUTHORITY.revocationList(REVOKED_BY_PEM.certificate()));
        Path der = Files.write(
                directory.resolve("partners.crl"),
                PARTNER.revocationList(REVOKED_BY_DER.certificate()).getEncoded());
        String certificates = "tls:\n  client-certificates: {request: optional, authorities: %s, crl: [%s, %s]}\n"
                .formatted(authorities, pem, der);
        site = Site.open(
                configuration -> configuration.replace("tls:\n", certificates).replace("policies:\n", PROFILES), ALICE);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @EachRelease
    void aCertificateAloneLeadsIn(DebianRelease release) throws IOException {
        for (Credential good : new Credential[] {GOOD, PARTNER.client("alice")}) {
            try (Openconnect client = client(release, "badge", good).connect(SOON)) {
                assertThatSessionIsOf("alice", "badge", client);
            }
        }
    }

    @EachRelease
    void aRevokedCertificateIsRefusedBeItsListPemOrDer(DebianRelease release) throws IOException {
        assertThatIsRefused(NO_CERTIFICATE, REVOKED, client(release, "badge", REVOKED_BY_PEM));
        assertThatIsRefused(NO_CERTIFICATE, REVOKED, client(release, "badge", REVOKED_BY_DER));
    }

    @EachRelease
    void anExpiredCertificateIsRefused(DebianRelease release) throws IOException {
        Request expired = Request.client("alice").withValidity(Request.Validity.EXPIRED);

        assertThatIsRefused(
                NO_CERTIFICATE, "validity check failed", client(release, "badge", AUTHORITY.issue(expired)));
    }

    @EachRelease
    void aCertificateOfAForeignAuthorityIsRefused(DebianRelease release) throws IOException {
        assertThatIsRefused(NO_CERTIFICATE, FOREIGN, client(release, "badge", STRANGER.client("alice")));
    }

    @EachRelease
    void aCertificateForAnotherUseIsRefused(DebianRelease release) throws IOException {
        Request mail = Request.client("alice").withUse(Request.Use.EMAIL);

        assertThatIsRefused(NO_CERTIFICATE, "not for TLS clients", client(release, "badge", AUTHORITY.issue(mail)));
    }

    @EachRelease
    void whoHasNoCertificateIsRefused(DebianRelease release) {
        assertThatIsRefused(NO_CERTIFICATE, ABSENT, client(release, "badge"));
    }

    @EachRelease
    void aCertificateAndAPasswordHaveBothToBeRight(DebianRelease release) throws IOException {
        try (Openconnect client = client(release, "both", GOOD).user(ALICE).connect(SOON)) {
            assertThatSessionIsOf("alice", "both", client);
        }
        assertThatIsRefused(
                NO_LOGIN, WRONG_PASSWORD, client(release, "both", GOOD).user(WRONG));
        assertThatIsRefused(NO_CERTIFICATE, ABSENT, client(release, "both").user(ALICE));
        assertThatIsRefused(NO_CERTIFICATE, ABSENT, client(release, "both").user(WRONG));
        Credential bad = STRANGER.client("alice");
        assertThatIsRefused(
                NO_CERTIFICATE, FOREIGN, client(release, "both", bad).user(ALICE));
    }

    @EachRelease
    void aPasswordDoesNotGoWithTheCertificateOfSomebodyElse(DebianRelease release) throws IOException {
        assertThatIsRefused(
                NO_LOGIN,
                WRONG_PASSWORD,
                client(release, "both", AUTHORITY.client("bob")).user(ALICE));
    }

    @EachRelease
    void theCertificatesOfAMachineAndItsUserLeadIn(DebianRelease release) throws IOException {
        try (Openconnect client = twoCertificates(release, GOOD).connect(SOON)) {
            assertThatSessionIsOf("alice", "two", client);
        }
        assertThatIsRefused(NO_CERTIFICATE, FOREIGN, twoCertificates(release, STRANGER.client("alice")));
        assertThatIsRefused(NO_CERTIFICATE, REVOKED, twoCertificates(release, REVOKED_BY_PEM));
    }

    private static Openconnect.Invocation twoCertificates(DebianRelease release, Credential user) throws IOException {
        Shown files = write(user);
        return client(release, "two", AUTHORITY.client("machine"))
                .option("--mca-certificate=" + files.chain())
                .option("--mca-key=" + files.key());
    }

    private static Openconnect.Invocation client(DebianRelease release, String group, Credential shown)
            throws IOException {
        Shown files = write(shown);
        return client(release, group).option("--certificate=" + files.chain()).option("--sslkey=" + files.key());
    }

    private static Openconnect.Invocation client(DebianRelease release, String group) {
        return site.client(release).option("--authgroup=" + group);
    }

    /**
     * @param words that the user reads
     * @param why what the gateway notes: a user is told the same of many a reason
     */
    private static void assertThatIsRefused(String words, String why, Openconnect.Invocation client) {
        long mark = site.headend().process().mark();
        Output output = client.option("--authenticate").run(SOON);

        assertThat(output.ok()).as(output.toString()).isFalse();
        assertThat(output.out()).doesNotContain("COOKIE=");
        assertThat(output.err()).contains(words);
        site.headend().process().await(why, mark, SOON);
    }

    private static void assertThatSessionIsOf(String user, String profile, Openconnect client) {
        JsonNode session = site.sessionOf(client);
        assertThat(session.path("user").asString()).isEqualTo(user);
        assertThat(session.path("profile").asString()).isEqualTo(profile);
    }

    /** Where the client finds it: below the directory that it shares with us. */
    private record Shown(Path chain, Path key) {}

    private static Shown write(Credential credential) throws IOException {
        Path place = Files.createTempDirectory(site.topology().directory(), "certificate-");
        Shown shown = new Shown(place.resolve("chain.pem"), place.resolve("key.pem"));
        credential.writeChain(shown.chain());
        credential.writeKey(shown.key(), new KeyFormat.Pkcs8());
        return shown;
    }
}

package io.sallyport.aaa.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.aaa.certificate.ClientCertificates.Verdict;
import io.sallyport.config.Tls;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyKind;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ClientCertificatesTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");
    private static final Tls.Ocsp NEVER = new Tls.Ocsp(Tls.Ocsp.Mode.NEVER, Optional.empty(), Duration.ofSeconds(3));

    private final OcspClient responders = new OcspClient(InstantSource.system());

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        responders.close();
    }

    @ParameterizedTest
    @EnumSource
    void aGoodOneHolds(KeyKind kind) {
        Credential alice = AUTHORITY.issue(Request.client("alice").withKeyKind(kind));

        assertThat(judge(alice)).isEqualTo(new Verdict.Good(alice.certificate()));
    }

    @Test
    void soDoesOneOfAnAuthorityBelow() {
        Credential alice = AUTHORITY.intermediate("Below").client("alice");

        assertThat(judge(alice)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(List.of(alice.certificate()), List.of()))
                .as("without the one between")
                .isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void theRootMayBeAtTheEnd() {
        Credential alice = AUTHORITY.intermediate("Below").client("alice");
        List<X509Certificate> chain = new ArrayList<>(alice.chain());
        chain.add(AUTHORITY.certificate());

        assertThat(judge(chain, List.of())).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void aForeignOneDoesNot() {
        assertThat(judge(TestAuthority.create("Clients").client("alice"))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(Credential.selfSigned(Request.client("alice")))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(List.of(AUTHORITY.certificate()), List.of())).isInstanceOf(Verdict.Bad.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Request.Validity.class,
            names = {"EXPIRED", "NOT_YET"})
    void nothingOutOfItsTimeDoes(Request.Validity validity) {
        assertThat(judge(AUTHORITY.issue(Request.client("alice").withValidity(validity))))
                .isInstanceOf(Verdict.Bad.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Request.Use.class,
            names = {"SERVER", "EMAIL", "OCSP"})
    void nothingForAnotherPurposeDoes(Request.Use use) {
        assertThat(judge(AUTHORITY.issue(Request.client("alice").withUse(use))))
                .isEqualTo(new Verdict.Bad("not for TLS clients"));
    }

    @Test
    void nothingThatMayNotSignDoes() {
        assertThat(judge(AUTHORITY.issue(Request.client("alice").withOnlyKeyAgreement())))
                .isEqualTo(new Verdict.Bad("not for TLS clients"));
    }

    @Test
    void aClientCertificateIssuesNoOther() {
        Credential alice = AUTHORITY.client("alice");
        Credential mallory = Credential.selfSigned(Request.client("mallory"));

        assertThat(judge(List.of(mallory.certificate(), alice.certificate()), List.of()))
                .isInstanceOf(Verdict.Bad.class);
    }

    // ---- revocation lists

    @Test
    void aRevokedOneDoesNotHold() {
        Credential alice = AUTHORITY.client("alice");
        Credential bob = AUTHORITY.client("bob");
        X509CRL list = AUTHORITY.revocationList(alice.certificate());

        assertThat(judge(alice.chain(), List.of(list)))
                .isInstanceOfSatisfying(
                        Verdict.Bad.class, bad -> assertThat(bad.why()).contains("revoked"));
        assertThat(judge(bob.chain(), List.of(list))).isInstanceOf(Verdict.Good.class);
    }

    @Test
    void withListsAnIssuerWithoutOneVouchesForNobody() {
        TestAuthority below = AUTHORITY.intermediate("Below");
        Credential alice = below.client("alice");

        assertThat(judge(alice.chain(), List.of(AUTHORITY.revocationList()))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(alice.chain(), List.of(below.revocationList()))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(alice.chain(), List.of(below.revocationList(), AUTHORITY.revocationList())))
                .isInstanceOf(Verdict.Good.class);
    }

    @Test
    void anAuthorityBelowMayBeRevokedToo() {
        TestAuthority below = AUTHORITY.intermediate("Below");
        Credential alice = below.client("alice");

        assertThat(judge(alice.chain(), List.of(below.revocationList(), AUTHORITY.revocationList(below.certificate()))))
                .isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void aListOutOfDateIsNone() {
        Instant now = Instant.now();
        Credential alice = AUTHORITY.client("alice");
        X509CRL old = AUTHORITY.revocationList(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));

        assertThat(judge(alice.chain(), List.of(old))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(alice.chain(), List.of(old, AUTHORITY.revocationList())))
                .isInstanceOf(Verdict.Good.class);
    }

    @Test
    void aListThatSomebodyElseHasSignedIsNone() {
        Credential alice = AUTHORITY.client("alice");
        X509CRL forged = TestAuthority.create("Clients").revocationList();

        assertThat(judge(alice.chain(), List.of(forged))).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void listsAreReadFromPemAndDer() throws Exception {
        Credential alice = AUTHORITY.client("alice");
        X509CRL own = AUTHORITY.revocationList(alice.certificate());
        X509CRL other = TestAuthority.create("Others").revocationList();
        Path pem = directory.resolve("lists.pem");
        Path der = directory.resolve("list.crl");
        TestAuthority.writeLists(pem, other, own);
        Files.write(der, own.getEncoded());

        assertThat(RevocationLists.read(pem)).containsExactly(other, own);
        assertThat(RevocationLists.read(der)).containsExactly(own);
        assertThat(judge(alice.chain(), RevocationLists.read(pem))).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(alice.chain(), RevocationLists.read(der))).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void whatIsNoListIsNotTakenForOne() throws Exception {
        Path file = directory.resolve("lists.pem");
        Files.writeString(file, "nothing\n");
        Path cut = directory.resolve("cut.crl");
        byte[] whole = AUTHORITY.revocationList().getEncoded();
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));

        assertThat(readsAsNothing(file)).isTrue();
        assertThatThrownBy(() -> RevocationLists.read(cut)).isInstanceOf(CRLException.class);
    }

    @Test
    void anOperatorIsToldOfAListThatIsMissingOrOld() {
        Instant now = Instant.now();
        X509CRL old = AUTHORITY.revocationList(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
        X509Certificate authority = AUTHORITY.certificate();

        assertThat(RevocationLists.problemOf(authority, List.of(), now)).contains("no revocation list of it");
        assertThat(RevocationLists.problemOf(authority, List.of(old), now))
                .contains("its revocation list is out of date");
        assertThat(RevocationLists.problemOf(authority, List.of(old, AUTHORITY.revocationList()), now))
                .isEmpty();
    }

    /** An empty result or a problem, as the JDK likes. */
    private static boolean readsAsNothing(Path file) throws IOException {
        try {
            return RevocationLists.read(file).isEmpty();
        } catch (CRLException e) {
            return true;
        }
    }

    private Verdict judge(Credential credential) {
        return judge(credential.chain(), List.of());
    }

    private Verdict judge(List<X509Certificate> chain, List<X509CRL> lists) {
        return new ClientCertificates(
                        NEVER,
                        List.of(AUTHORITY.certificate()),
                        lists,
                        responders,
                        Runnable::run,
                        InstantSource.system())
                .judge(chain)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}

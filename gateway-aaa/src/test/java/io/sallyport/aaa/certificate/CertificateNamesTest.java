package io.sallyport.aaa.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.UserName;
import io.sallyport.config.Tls.ClientCertificates.GroupFrom;
import io.sallyport.config.Tls.ClientCertificates.UserFrom;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateNamesTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");

    @ParameterizedTest
    @CsvSource({"CN, alice", "UID, a1", "SAN_EMAIL, alice@example.test", "SAN_UPN, alice@corp.example.test"})
    void readsTheUserFromWhereItIsTold(UserFrom from, String user) {
        X509Certificate certificate = certificate(Request.client("alice")
                .withUserId("a1")
                .withNames(
                        new Request.Name.Dns("laptop.example.test"),
                        new Request.Name.Upn("alice@corp.example.test"),
                        new Request.Name.Email("alice@example.test"),
                        new Request.Name.Email("second@example.test")));

        assertThat(user(from, certificate)).contains(new UserName(user));
    }

    @ParameterizedTest
    @EnumSource(
            value = UserFrom.class,
            names = {"UID", "SAN_EMAIL", "SAN_UPN"})
    void whatIsNotThereIsNobody(UserFrom from) {
        assertThat(user(from, certificate(Request.client("alice")))).isEmpty();
        assertThat(user(
                        from,
                        certificate(Request.client("alice").withNames(new Request.Name.Dns("laptop.example.test")))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice\nbob", "alice\u202e", " alice", "alice\u0000"})
    void nobodyIsCalledWhatNobodyCanBeCalled(String name) {
        assertThat(user(UserFrom.CN, certificate(Request.client(name)))).isEmpty();
        assertThat(user(
                        UserFrom.SAN_EMAIL,
                        certificate(Request.client("alice").withNames(new Request.Name.Email("x".repeat(129))))))
                .isEmpty();
    }

    @Test
    void lettersOfAllKindsAndTheSyntaxOfNamesMeanNothing() {
        assertThat(user(UserFrom.CN, certificate(Request.client("Zoë, CN=admin+\"#"))))
                .contains(new UserName("Zoë, CN=admin+\"#"));
    }

    @Test
    void readsTheGroupsInOrderWithoutWhatIsNone() {
        X509Certificate certificate =
                certificate(Request.client("alice").withUnits("staff", "line\nbreak", " ", "ops"));

        assertThat(new CertificateNames(UserFrom.CN, Optional.of(GroupFrom.OU)).groups(certificate))
                .containsExactly("staff", "ops");
        assertThat(new CertificateNames(UserFrom.CN, Optional.of(GroupFrom.O)).groups(certificate))
                .isEmpty();
        assertThat(new CertificateNames(UserFrom.CN, Optional.empty()).groups(certificate))
                .isEmpty();
    }

    @Test
    void aSubjectCanBeLoggedWhateverItIs() {
        X509Certificate hostile = Credential.selfSigned(Request.client("a\nlevel=ERROR\u202e")
                        .withUnits("x".repeat(64), "y".repeat(64), "z".repeat(64)))
                .certificate();

        assertThat(CertificateNames.printable(hostile)).hasSize(200).matches("[ -~]+");
    }

    private static Optional<UserName> user(UserFrom from, X509Certificate certificate) {
        return new CertificateNames(from, Optional.empty()).user(certificate);
    }

    private static X509Certificate certificate(Request request) {
        return AUTHORITY.issue(request).certificate();
    }
}

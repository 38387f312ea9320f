package io.sallyport.testcerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestAuthorityTest {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    private static final int SAN_OTHER = 0;
    private static final int SAN_EMAIL = 1;
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;

    private final TestAuthority authority = TestAuthority.create("Root");

    @ParameterizedTest
    @EnumSource
    void certifiesServersWithEachKindOfKey(KeyKind kind) throws Exception {
        Credential server = authority.issue(
                Request.server("vpn.example.test", "192.0.2.1", "2001:db8::1").withKeyKind(kind));

        validate(server, authority);
        assertThat(server.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=vpn.example.test");
        assertThat(server.certificate().getExtendedKeyUsage()).containsExactly(SERVER_AUTH);
        assertThat(server.certificate().getKeyUsage()[0]).as("digitalSignature").isTrue();
        assertThat(server.certificate().getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(SAN_DNS, "vpn.example.test"),
                        List.of(SAN_IP, "192.0.2.1"),
                        List.of(SAN_IP, "2001:db8:0:0:0:0:0:1"));
    }

    @Test
    void namesClientsInEveryWayThatGatewaysLookForThem() throws Exception {
        Credential client = authority.issue(Request.client("Alice")
                .withUnits("staff", "vpn")
                .withUserId("alice")
                .withNames(new Request.Name.Email("alice@example.test"), new Request.Name.Upn("alice@corp.test")));

        validate(client, authority);
        assertThat(client.certificate().getSubjectX500Principal().toString())
                .isEqualTo("CN=Alice, UID=alice, OU=vpn, OU=staff");
        assertThat(client.certificate().getExtendedKeyUsage()).containsExactly(CLIENT_AUTH);
        List<Object> kinds = new ArrayList<>();
        for (List<?> name : client.certificate().getSubjectAlternativeNames()) {
            kinds.add(name.getFirst());
        }
        assertThat(kinds).containsExactly(SAN_EMAIL, SAN_OTHER);
    }

    @Test
    void leavesTheRootOutOfTheChain() throws Exception {
        TestAuthority issuing = authority.intermediate("Issuing");

        Credential server = issuing.server("vpn.example.test");

        assertThat(server.chain()).containsExactly(server.certificate(), issuing.certificate());
        validate(server, authority);
    }

    @Test
    void makesExpiredCertificates() {
        Credential expired = authority.issue(Request.client("alice").withValidity(Request.Validity.EXPIRED));

        assertThatThrownBy(() -> validate(expired, authority)).hasCauseInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void makesCertificatesOfTomorrow() {
        Credential early = authority.issue(Request.client("alice").withValidity(Request.Validity.NOT_YET));

        assertThatThrownBy(() -> validate(early, authority)).hasCauseInstanceOf(CertificateNotYetValidException.class);
    }

    @Test
    void makesCertificatesForAnotherUse() throws Exception {
        Credential mail = authority.issue(Request.client("alice").withUse(Request.Use.EMAIL));

        assertThat(mail.certificate().getExtendedKeyUsage()).containsExactly(EMAIL_PROTECTION);
    }

    @Test
    void isForeignToAnotherAuthorityOfTheSameName() {
        Credential stranger = TestAuthority.create("Root").client("alice");

        assertThatThrownBy(() -> validate(stranger, authority)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void makesCertificatesThatVouchForThemselves(KeyKind kind) throws Exception {
        X509Certificate itself = Credential.selfSigned(
                        Request.server("localhost", "127.0.0.1").withKeyKind(kind))
                .certificate();

        assertThat(itself.getIssuerX500Principal()).isEqualTo(itself.getSubjectX500Principal());
        itself.verify(itself.getPublicKey());
        assertThat(itself.getBasicConstraints()).as("not an authority").isEqualTo(-1);
    }

    private static void validate(Credential credential, TestAuthority root) throws Exception {
        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(credential.chain());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root.certificate(), null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }
}

package io.sallyport.aaa.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.local.Password;
import io.sallyport.aaa.store.TestStore;
import io.sallyport.config.Secret;
import io.sallyport.config.Tls;
import io.sallyport.config.Tls.ClientCertificates.UserFrom;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyKind;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class MultipleCertificateAuthenticatorTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");
    private static final byte[] ASKED =
            "<config-auth>what the gateway asked</config-auth>".getBytes(StandardCharsets.UTF_8);
    private static final Outcome BAD = new Outcome.Refused(Refusal.BAD_CERTIFICATE);
    private static final Outcome ALICE_IS_IN = new Outcome.Accepted(new Identity(new UserName("alice"), List.of()));

    private final Credential machine = AUTHORITY.client("laptop-7");
    private final Credential alice = AUTHORITY.client("alice");
    private final TestStore stores = TestStore.h2();
    private final LocalUsers users = new LocalUsers(stores.store(), InstantSource.system());
    private final OcspClient responders = new OcspClient(InstantSource.system());
    private final MultipleCertificateAuthenticator authenticator = new MultipleCertificateAuthenticator(
            new ClientCertificates(
                    new Tls.Ocsp(Tls.Ocsp.Mode.NEVER, Optional.empty(), Duration.ofSeconds(1)),
                    List.of(AUTHORITY.certificate()),
                    List.of(),
                    responders,
                    Runnable::run,
                    InstantSource.system()),
            new CertificateOwners(new CertificateNames(UserFrom.CN, Optional.empty()), users));

    @AfterEach
    void close() throws Exception {
        responders.close();
        stores.close();
    }

    @ParameterizedTest
    @CsvSource({
        "P_256, sha256, SHA256withECDSA",
        "P_256, sha384, SHA384withECDSA",
        "P_256, sha512, SHA512withECDSA",
        "RSA_2048, sha256, SHA256withRSA",
        "RSA_2048, sha384, SHA384withRSA",
        "RSA_2048, sha512, SHA512withRSA"
    })
    void theSecondCertificateNamesTheUser(KeyKind kind, String hash, String algorithm) {
        Credential user = AUTHORITY.issue(Request.client("alice").withKeyKind(kind));

        assertThat(answer(new Answer.SecondCertificate(pkcs7(user.chain()), hash, sign(user, algorithm), ASKED)))
                .isEqualTo(ALICE_IS_IN);
    }

    @Test
    void asksForItWithTheHashesThatItTakes() {
        assertThat(asked().question()).isEqualTo(new Question.SecondCertificate(List.of("sha512", "sha384", "sha256")));
    }

    @Test
    void theMachinesComesFirst() {
        Outcome.Ask ask = (Outcome.Ask) await(authenticator.begin(showing(List.of())));

        assertThat(ask.question()).isEqualTo(new Question.Certificate());
        assertThat(await(ask.next().answer(new Answer.NoCertificate())))
                .isEqualTo(new Outcome.Refused(Refusal.NO_CERTIFICATE));
        assertThat(await(authenticator.begin(showing(
                        TestAuthority.create("Clients").client("laptop-7").chain()))))
                .isEqualTo(BAD);
    }

    @Test
    void aBagHasNoOrderAndTheSignerIsTheUser() {
        Credential below = AUTHORITY.intermediate("Below").client("alice");
        List<X509Certificate> bag = List.of(
                AUTHORITY.certificate(),
                below.chain().getLast(),
                AUTHORITY.client("bob").certificate(),
                below.certificate());

        assertThat(answer(new Answer.SecondCertificate(pkcs7(bag), "sha256", sign(below, "SHA256withECDSA"), ASKED)))
                .isEqualTo(ALICE_IS_IN);
    }

    @Test
    void oneByteMoreOrLessIsAnotherMessage() {
        byte[] signature = sign(alice, "SHA256withECDSA");
        byte[] changed = ASKED.clone();
        changed[3] ^= 1;

        assertThat(answer(second("sha256", signature, changed))).isEqualTo(BAD);
        assertThat(answer(second("sha256", signature, "the one of another sign-in".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(BAD);
    }

    @Test
    void theHashIsTheOneThatWasChosen() {
        byte[] signature = sign(alice, "SHA256withECDSA");

        assertThat(answer(second("sha512", signature, ASKED))).isEqualTo(BAD);
        assertThat(answer(second("SHA256", signature, ASKED))).isEqualTo(BAD);
        assertThat(answer(second("md5", sign(alice, "SHA1withECDSA"), ASKED))).isEqualTo(BAD);
        assertThat(answer(second("sha1", sign(alice, "SHA1withECDSA"), ASKED))).isEqualTo(BAD);
    }

    @Test
    void aSignatureByAnotherKeyIsNone() {
        assertThat(answer(second("sha256", sign(machine, "SHA256withECDSA"), ASKED)))
                .isEqualTo(BAD);
        assertThat(answer(second("sha256", new byte[0], ASKED))).isEqualTo(BAD);
        assertThat(answer(second("sha256", new byte[5000], ASKED))).isEqualTo(BAD);
    }

    @Test
    void theMachinesOwnCertificateIsNoSecondOne() {
        assertThat(answer(new Answer.SecondCertificate(
                        pkcs7(machine.chain()), "sha256", sign(machine, "SHA256withECDSA"), ASKED)))
                .isEqualTo(BAD);
    }

    @Test
    void theUsersHasToHoldToo() {
        for (Credential bad : List.of(
                TestAuthority.create("Clients").client("alice"),
                AUTHORITY.issue(Request.client("alice").withValidity(Request.Validity.EXPIRED)),
                AUTHORITY.issue(Request.client("alice").withUse(Request.Use.SERVER)),
                AUTHORITY.issue(Request.client("no\nname")))) {
            assertThat(answer(new Answer.SecondCertificate(
                            pkcs7(bad.chain()), "sha256", sign(bad, "SHA256withECDSA"), ASKED)))
                    .isEqualTo(BAD);
        }
    }

    @Test
    void aLockedUserStaysOut() {
        users.add(
                new UserName("alice"),
                List.of(),
                Password.parse(new Secret("open sesame")).orElseThrow(),
                false);
        users.lock(new UserName("alice"));

        assertThat(answer(second("sha256", sign(alice, "SHA256withECDSA"), ASKED)))
                .isEqualTo(new Outcome.Refused(Refusal.LOCKED));
    }

    @Test
    void noSecondCertificateIsNone() {
        assertThat(answer(new Answer.NoCertificate())).isEqualTo(new Outcome.Refused(Refusal.NO_CERTIFICATE));
        assertThat(answer(new Answer.Credentials("alice", new Secret("x"))))
                .isEqualTo(new Outcome.Refused(Refusal.NO_CERTIFICATE));
    }

    @Test
    void whateverTheBytesAreTheAnswerIsARefusal() throws Exception {
        byte[] good = pkcs7(alice.chain());
        byte[] signature = sign(alice, "SHA256withECDSA");
        Random random = new Random(3);
        for (int i = 0; i < 3000; i++) {
            byte[] bag = good.clone();
            byte[] signed = signature.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                if (random.nextBoolean()) {
                    bag[random.nextInt(bag.length)] = (byte) random.nextInt();
                } else {
                    signed[random.nextInt(signed.length)] ^= (byte) (1 + random.nextInt(255));
                }
            }
            assertThat(answer(new Answer.SecondCertificate(bag, "sha256", signed, ASKED)))
                    .isIn(BAD, ALICE_IS_IN); // a flip in what nobody looks at may leave it as good
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 9; i++) {
            many.write(alice.certificate().getEncoded());
        }
        for (byte[] bag : List.of(new byte[0], new byte[] {0x30}, new byte[100_000], many.toByteArray())) {
            assertThat(answer(new Answer.SecondCertificate(bag, "sha256", signature, ASKED)))
                    .isEqualTo(BAD);
        }
    }

    private Outcome.Ask asked() {
        return (Outcome.Ask) await(authenticator.begin(showing(machine.chain())));
    }

    private Outcome answer(Answer answer) {
        return await(asked().next().answer(answer));
    }

    private Answer second(String hash, byte[] signature, byte[] signed) {
        return new Answer.SecondCertificate(pkcs7(alice.chain()), hash, signature, signed);
    }

    private static SignIn showing(List<X509Certificate> chain) {
        return new SignIn("staff", InetAddress.getLoopbackAddress(), chain, Optional.empty());
    }

    private static byte[] pkcs7(List<X509Certificate> certificates) {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertPath(certificates)
                    .getEncoded("PKCS7");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] sign(Credential signer, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(signer.key());
            signature.update(ASKED);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

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
import io.sallyport.config.Tls.ClientCertificates.GroupFrom;
import io.sallyport.config.Tls.ClientCertificates.UserFrom;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CertificateAuthenticatorTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");
    private static final UserName ALICE = new UserName("alice");
    private static final Outcome BAD = new Outcome.Refused(Refusal.BAD_CERTIFICATE);

    private final TestStore stores = TestStore.h2();
    private final LocalUsers users = new LocalUsers(stores.store(), InstantSource.system());
    private final OcspClient responders = new OcspClient(InstantSource.system());
    private final CertificateAuthenticator authenticator = new CertificateAuthenticator(
            new ClientCertificates(
                    new Tls.Ocsp(Tls.Ocsp.Mode.NEVER, Optional.empty(), Duration.ofSeconds(1)),
                    List.of(AUTHORITY.certificate()),
                    List.of(),
                    responders,
                    Runnable::run,
                    InstantSource.system()),
            new CertificateOwners(new CertificateNames(UserFrom.CN, Optional.of(GroupFrom.OU)), users));

    @AfterEach
    void close() throws Exception {
        responders.close();
        stores.close();
    }

    @Test
    void acceptsWhomAGoodCertificateNamesAlsoIfTheStoreDoesNotKnowHim() {
        Credential alice = AUTHORITY.issue(Request.client("alice").withUnits("staff", "ops"));

        assertThat(begin(alice.chain())).isEqualTo(new Outcome.Accepted(new Identity(ALICE, List.of("staff", "ops"))));
    }

    @Test
    void addsTheGroupsThatTheStoreKnows() {
        addAlice("ops", "friends");
        Credential alice = AUTHORITY.issue(Request.client("alice").withUnits("staff", "ops"));

        assertThat(begin(alice.chain()))
                .isEqualTo(new Outcome.Accepted(new Identity(ALICE, List.of("staff", "ops", "friends"))));
    }

    @Test
    void keepsALockedUserOut() {
        addAlice();
        users.lock(ALICE);

        assertThat(begin(AUTHORITY.client("alice").chain())).isEqualTo(new Outcome.Refused(Refusal.LOCKED));
    }

    @Test
    void asksForOneIfNoneIsShown() {
        Outcome.Ask ask = (Outcome.Ask) begin(List.of());

        assertThat(ask.question()).isEqualTo(new Question.Certificate());
        assertThat(await(ask.next().answer(new Answer.NoCertificate())))
                .isEqualTo(new Outcome.Refused(Refusal.NO_CERTIFICATE));
        assertThat(await(ask.next().answer(new Answer.Credentials("alice", new Secret("open sesame")))))
                .isEqualTo(new Outcome.Refused(Refusal.NO_CERTIFICATE));
    }

    @Test
    void refusesOneThatDoesNotHoldOrNamesNobody() {
        assertThat(begin(TestAuthority.create("Clients").client("alice").chain()))
                .isEqualTo(BAD);
        assertThat(begin(AUTHORITY.client("no\nname").chain())).isEqualTo(BAD);
    }

    @Test
    void saysSoWhenTheStoreIsOutOfReach() {
        stores.store().close();

        assertThat(begin(AUTHORITY.client("alice").chain()))
                .isEqualTo(new Outcome.Refused(Refusal.BACKEND_UNAVAILABLE));
    }

    private void addAlice(String... groups) {
        users.add(
                ALICE,
                List.of(groups),
                Password.parse(new Secret("open sesame")).orElseThrow(),
                false);
    }

    private Outcome begin(List<X509Certificate> chain) {
        return await(
                authenticator.begin(new SignIn("staff", InetAddress.getLoopbackAddress(), chain, Optional.empty())));
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

package io.sallyport.aaa.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.certificate.ClientCertificates.Verdict;
import io.sallyport.config.Tls;
import io.sallyport.config.Tls.Ocsp.Mode;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import io.sallyport.testcerts.TestResponder;
import io.sallyport.testcerts.TestResponder.Fault;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class OcspTest {
    private static final TestAuthority AUTHORITY = TestAuthority.create("Clients");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final OcspClient client = new OcspClient(now::get);
    private final TestResponder responder;
    private Credential alice = AUTHORITY.client("alice");

    OcspTest() throws IOException {
        responder = AUTHORITY.responder();
    }

    @BeforeEach
    void issue() {
        alice = AUTHORITY.issue(Request.client("alice").withOcsp(responder.url()));
    }

    @AfterEach
    void close() {
        client.close();
        responder.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SOFT_FAIL", "HARD_FAIL"})
    void asksWhomTheCertificateNamesAndKeepsTheAnswer(Mode mode) {
        assertThat(judge(mode)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(mode)).isInstanceOf(Verdict.Good.class);
        assertThat(responder.asked()).isOne();
        assertThat(client.asked()).isOne();

        responder.revoke(alice.certificate());
        now.set(now.get().plus(Duration.ofMinutes(61)));

        assertThat(responder.asked()).isOne();
        assertThat(judgeAt(Mode.SOFT_FAIL, Instant.now())).isEqualTo(new Verdict.Bad("revoked, says its authority"));
        assertThat(responder.asked()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SOFT_FAIL", "HARD_FAIL"})
    void aRevokedOneDoesNotHold(Mode mode) {
        responder.revoke(alice.certificate());

        assertThat(judge(mode)).isEqualTo(new Verdict.Bad("revoked, says its authority"));
        assertThat(judge(mode)).isEqualTo(new Verdict.Bad("revoked, says its authority"));
        assertThat(responder.asked()).isOne();
    }

    /** Its clock, or the moment of the question, may be a little ahead of ours. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"SOFT_FAIL", "HARD_FAIL"})
    void oneThatIsRevokedFromNowOnDoesNotHold(Mode mode) {
        responder.revoke(alice.certificate(), Instant.now().plusSeconds(60));

        assertThat(judge(mode)).isEqualTo(new Verdict.Bad("revoked, says its authority"));
        assertThat(judge(mode)).isEqualTo(new Verdict.Bad("revoked, says its authority"));
    }

    @Test
    void asksNobodyIfNotTold() {
        responder.revoke(alice.certificate());

        assertThat(judge(Mode.NEVER)).isInstanceOf(Verdict.Good.class);
        assertThat(responder.asked()).isZero();
    }

    @Test
    void asksNobodyAboutACertificateThatDoesNotHoldAnyway() {
        Credential foreign =
                TestAuthority.create("Clients").issue(Request.client("alice").withOcsp(responder.url()));

        assertThat(judge(ocsp(Mode.HARD_FAIL, PATIENCE), foreign)).isInstanceOf(Verdict.Bad.class);
        assertThat(responder.asked()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"ERROR", "GARBAGE", "ENDLESS", "TRY_LATER", "UNKNOWN", "STALE", "FORGED"})
    void withoutAGoodAnswerTheModeDecides(Fault fault) {
        responder.misbehave(fault);

        assertThat(judge(Mode.SOFT_FAIL)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(Mode.HARD_FAIL)).isInstanceOf(Verdict.Bad.class);

        responder.misbehave(Fault.NONE);
        assertThat(judge(Mode.HARD_FAIL)).as("nothing wrong was kept").isInstanceOf(Verdict.Good.class);
    }

    @Test
    void nobodyWaitsLongForSilence() {
        responder.misbehave(Fault.SILENT);

        assertThat(judge(ocsp(Mode.SOFT_FAIL, SHORT), alice)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(ocsp(Mode.HARD_FAIL, SHORT), alice)).isInstanceOf(Verdict.Bad.class);
        assertThat(client.unanswered()).isEqualTo(2);
    }

    @Test
    void nobodyThereIsNoAnswer() {
        responder.close();

        assertThat(judge(Mode.SOFT_FAIL)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(Mode.HARD_FAIL)).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void aCertificateThatNamesNobodyCanBeAskedAboutElsewhere() {
        Credential bob = AUTHORITY.client("bob");
        Tls.Ocsp configured = new Tls.Ocsp(Mode.HARD_FAIL, Optional.of(URI.create(responder.url())), PATIENCE);

        assertThat(judge(ocsp(Mode.SOFT_FAIL, PATIENCE), bob)).isInstanceOf(Verdict.Good.class);
        assertThat(judge(ocsp(Mode.HARD_FAIL, PATIENCE), bob)).isInstanceOf(Verdict.Bad.class);
        assertThat(judge(configured, bob)).isInstanceOf(Verdict.Good.class);
        responder.revoke(alice.certificate());
        assertThat(judge(configured, alice)).isInstanceOf(Verdict.Bad.class);
    }

    @Test
    void theAuthorityMayHaveADelegateButNotJustAnybody() {
        responder.delegateTo(AUTHORITY.issue(Request.client("Delegate").withUse(Request.Use.OCSP)));
        assertThat(judge(Mode.HARD_FAIL)).isInstanceOf(Verdict.Good.class);

        Credential bob = AUTHORITY.issue(Request.client("bob").withOcsp(responder.url()));
        responder.delegateTo(AUTHORITY.client("mallory"));
        assertThat(judge(ocsp(Mode.HARD_FAIL, PATIENCE), bob)).isInstanceOf(Verdict.Bad.class);
    }

    private Verdict judge(Mode mode) {
        return judge(ocsp(mode, PATIENCE), alice);
    }

    private Verdict judge(Tls.Ocsp ocsp, Credential credential) {
        return judge(ocsp, credential, Instant.now());
    }

    private Verdict judgeAt(Mode mode, Instant time) {
        return judge(ocsp(mode, PATIENCE), alice, time);
    }

    private Verdict judge(Tls.Ocsp ocsp, Credential credential, Instant time) {
        return new ClientCertificates(
                        ocsp, List.of(AUTHORITY.certificate()), List.of(), client, Runnable::run, () -> time)
                .judge(credential.chain())
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static Tls.Ocsp ocsp(Mode mode, Duration patience) {
        return new Tls.Ocsp(mode, Optional.empty(), patience);
    }
}

package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.ConfigAuth.groupSelect;
import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.TlsOptions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import javax.net.ssl.ExtendedSSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter F of the checklist: clients that prove at CONNECT that they are the ones who have signed in. */
class StrapTest {
    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().withStoreInFile().with("profiles", """
                    [{name: open, policy: open}, {name: tolerant, policy: tolerant}, {name: strict, policy: strict}]""").with("policies", """
                    {open: {simultaneous-sessions: 0, strap: off}, tolerant: {simultaneous-sessions: 0},
                     strict: {simultaneous-sessions: 0, strap: require}}""");

    private final KeyPair first = newKey();
    private final KeyPair second = newKey();
    private final KeyPair third = newKey();

    @Test
    void nobodyLooksAtKeysWhereThePolicySaysOff() throws Exception {
        String cookie = signIn("open", first);

        assertThat(connect(cookie, second, third)).isEqualTo(200);
    }

    @Test
    void aWrongSignatureIsCountedAndForgivenByDefault() throws Exception {
        String cookie = signIn("tolerant", first);
        long before = invalid();

        assertThat(connect(cookie, second, third)).isEqualTo(200);
        assertThat(invalid()).isEqualTo(before + 1);
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(200);
    }

    @Test
    @Requirement(172)
    void eachConnectIsSignedByTheKeyBeforeIt() throws Exception {
        String cookie = signIn("strict", first);

        assertThat(connect(cookie, first, second)).isEqualTo(200);
        assertThat(connect(cookie, first, third)).isEqualTo(401);
        assertThat(connect(cookie, second, third)).isEqualTo(200);
        assertThat(connect(cookie, third, third)).isEqualTo(200); // openconnect --cookie keeps its key
        assertThat(connect(cookie, third, first)).isEqualTo(200);
    }

    @Test
    @Requirement(173)
    void aWrongKeyIsRefusedWhereThePolicyRequiresOne() throws Exception {
        String cookie = signIn("strict", first);

        assertThat(connect(cookie, second, third)).isEqualTo(401);
        assertThat(gateway.tryConnect(cookie).status()).isEqualTo(401);
        assertThat(connect(cookie, first, second)).isEqualTo(200);
    }

    @Test
    void theGatewayRemembersTheKeyWhenItStartsAnew() throws Exception {
        String untouched = signIn("strict", first);
        String used = signIn("strict", first);
        assertThat(connect(used, first, second)).isEqualTo(200);

        gateway.restart();

        assertThat(connect(untouched, second, third)).isEqualTo(401);
        assertThat(connect(untouched, first, second)).isEqualTo(200);
        assertThat(connect(used, first, third)).isEqualTo(401);
        assertThat(connect(used, second, third)).isEqualTo(200);
    }

    /** A signature that was overheard is good on no other connection. */
    @Test
    void aSignatureOfAnotherConnectionIsRefused() throws Exception {
        String cookie = signIn("strict", first);
        String signature;
        try (HttpConnection other = gateway.connect()) {
            signature = sign(other, first, second);
        }

        assertThat(gateway.tryConnect(cookie, pubkey(second), "X-AnyConnect-STRAP-Verify: " + signature)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void whoHasNoKeyIsTurnedAwayWithWordsWhereOneIsRequired() throws Exception {
        HttpReply reply = gateway.signInOn(gateway.connect(), USER, PASSWORD, groupSelect("strict"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.xml().hasForm()).isFalse();
        assertThat(reply.xml().error())
                .isEqualTo("Login denied, unauthorized connection mechanism, contact your administrator.");
    }

    private static long invalid() throws Exception {
        return gateway.metric("sallyport_strap_signatures_total{outcome=\"invalid\"}");
    }

    private static String signIn(String profile, KeyPair key) throws Exception {
        try (HttpConnection connection = gateway.connect()) {
            String handle = connection
                    .send(HttpRequest.post("/", ConfigAuth.init(groupSelect(profile)))
                            .with(pubkey(key)))
                    .xml()
                    .handle();
            HttpReply reply = connection.send(HttpRequest.post("/", ConfigAuth.reply(handle, USER, PASSWORD))
                    .with(pubkey(key)));
            assertThat(reply.xml().type()).isEqualTo("complete");
            return reply.cookieValue("webvpn");
        }
    }

    /** @return the status of the answer */
    private static int connect(String cookie, KeyPair before, KeyPair next) throws Exception {
        try (HttpConnection connection =
                new HttpConnection(gateway.connectTls(TlsOptions.DEFAULT.withVersions("TLSv1.3")))) {
            return connection
                    .send(TestGateway.tunnelRequest(
                            cookie, pubkey(next), "X-AnyConnect-STRAP-Verify: " + sign(connection, before, next)))
                    .status();
        }
    }

    private static String sign(HttpConnection connection, KeyPair before, KeyPair next) throws Exception {
        Signature signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(before.getPrivate());
        signer.update(((ExtendedSSLSession) connection.tls().session())
                .exportKeyingMaterialData("EXPORTER-Channel-Binding", null, 32));
        signer.update(next.getPublic().getEncoded());
        return Base64.getEncoder().encodeToString(signer.sign());
    }

    private static String pubkey(KeyPair key) {
        return "X-AnyConnect-STRAP-Pubkey: "
                + Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the JDK has P-256", e);
        }
    }
}

package io.sallyport.server.conformance;

import static io.sallyport.server.testkit.TestGateway.PASSWORD;
import static io.sallyport.server.testkit.TestGateway.USER;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.ConfigAuth;
import io.sallyport.server.testkit.HttpConnection;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.HttpRequest;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter D of the checklist: who guesses passwords. */
class LockoutTest {
    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().with("bans", "{after: 30, for: 5m}").with("limits", "{conversation-attempts: 3}");

    @Test
    @Requirement(84)
    void whoGuessesTooOftenIsShutOutForAWhile() throws Exception {
        String cookie = gateway.signIn();
        String earlier = gateway.form().handle();
        HttpConnection connection = gateway.connect();
        String handle = gateway.signInOn(connection, USER, "wrong 1").xml().handle();
        connection.send(HttpRequest.post("/", ConfigAuth.reply(handle, USER, "wrong 2")));

        HttpReply last = connection.send(HttpRequest.post("/", ConfigAuth.reply(handle, USER, "wrong 3")));

        assertThat(last.status()).isEqualTo(200);
        assertThat(last.xml().hasForm()).isFalse();
        assertThat(last.xml().error()).isEqualTo("Login denied. Too many failed attempts.");
        assertThat(gateway.ask(HttpRequest.post("/", ConfigAuth.reply(earlier, USER, PASSWORD)))
                        .xml()
                        .error())
                .as("the right password")
                .isEqualTo("Login denied. Too many failed attempts.");
        assertThat(gateway.form().error()).isEqualTo("Login denied. Too many failed attempts.");
        try (Tunnel tunnel = gateway.tunnel(cookie)) {
            assertThat(tunnel.answers("who is in stays in")).isTrue();
        }
        gateway.clock().advance(Duration.ofMinutes(6));
        assertThat(gateway.signInOn(gateway.connect(), USER, PASSWORD).xml().type())
                .as("after the ban")
                .isEqualTo("complete");
    }
}

package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.Frame;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter G of the checklist: dead peer detection, with its shortest interval. */
class LivenessTest {
    @RegisterExtension
    static final TestGateway gateway =
            TestGateway.standard().with("policies", "{office: {simultaneous-sessions: 0, dpd: 1s}}");

    @Test
    @Requirement(180)
    void aSilentClientIsProbedAndGivenUpButItsSessionStays() throws Exception {
        String cookie = gateway.signIn();
        Tunnel tunnel = gateway.tunnel(cookie);

        assertThat(tunnel.receive().type()).isEqualTo(Frame.DPD_REQUEST);
        assertThat(tunnel.receive().type()).isEqualTo(Frame.DPD_REQUEST);
        assertThat(tunnel.awaitClose()).as("after the second probe").isEmpty();
        assertThat(gateway.tunnel(cookie).ipv4()).isEqualTo(tunnel.ipv4());
    }

    @Test
    @Requirement(179)
    void aKeepaliveIsASignOfLifeThatNobodyAnswers() throws Exception {
        Tunnel tunnel = gateway.tunnel();
        for (int probe = 0; probe < 4; probe++) { // without a sign of life, the third would not come
            assertThat(tunnel.receive().type()).isEqualTo(Frame.DPD_REQUEST);
            tunnel.send(new Frame(Frame.KEEPALIVE));
        }

        assertThat(tunnel.answers("the first answer to anything")).isTrue();
    }
}

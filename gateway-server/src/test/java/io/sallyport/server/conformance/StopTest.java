package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter G of the checklist: the gateway stops. */
class StopTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard();

    @Test
    @Requirement(186)
    void clientsAreToldNothingSoThatTheyComeBack() throws Exception {
        Tunnel tunnel = gateway.tunnel();

        gateway.stop();
        gateway.stop(); // harmless

        assertThat(tunnel.awaitClose()).isEmpty();
    }
}

package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.server.testkit.HttpReply;
import io.sallyport.server.testkit.TestGateway;
import io.sallyport.server.testkit.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Chapter F of the checklist: a network with room for one client. */
class ExhaustedPoolTest {
    @RegisterExtension
    static final TestGateway gateway = TestGateway.standard().with("network", "{ipv4: 192.0.2.0/30, nat: none}");

    @Test
    @Requirement(137)
    void whoFindsNoAddressFreeIsToldSo() throws Exception {
        String late = gateway.signIn();
        try (Tunnel only = gateway.tunnel(gateway.signIn(), "X-CSTP-Version: 1")) {
            HttpReply reply = gateway.tryConnect(late);

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.one("X-Reason")).contains("No address is free.");
            assertThat(only.answers("undisturbed")).isTrue();
        }
    }
}

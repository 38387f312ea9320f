package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TunnelFactsTest {

    @Test
    void readsWhatTheScriptWasTold() {
        TunnelFacts facts = TunnelFacts.parse("""
                reason=connect
                TUNDEV=tun0
                INTERNAL_IP4_ADDRESS=192.0.2.231
                INTERNAL_IP4_MTU=1434
                CISCO_SPLIT_INC_0_ADDR=198.18.2.0
                CISCO_BANNER=Authorised = allowed
                second line of the banner
                """);

        assertThat(facts.reason()).isEqualTo("connect");
        assertThat(facts.device()).isEqualTo("tun0");
        assertThat(facts.ipv4()).hasValue("192.0.2.231");
        assertThat(facts.ipv6()).isEmpty();
        assertThat(facts.mtu()).isEqualTo(1434);
        assertThat(facts.value("CISCO_SPLIT_INC_0_ADDR")).hasValue("198.18.2.0");
        assertThat(facts.value("CISCO_BANNER")).hasValue("Authorised = allowed");
    }
}

package io.sallyport.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lab proves itself on a headend that is not ours: when this passes, a failure elsewhere is the gateway's. */
class OcservIT {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Credentials ALICE = new Credentials("alice", "wonderland 7");

    private Topology topology;
    private Identity identity;

    @BeforeEach
    void build() {
        topology = Topology.create();
        identity = Identity.make(topology.directory());
    }

    @AfterEach
    void remove() {
        topology.close();
    }

    @ParameterizedTest
    @EnumSource
    void aRealClientReachesTheTargetInBothFamilies(DebianRelease release) {
        try (Headend headend = new Ocserv(release, identity, List.of(ALICE)).start(topology);
                Running _ = TargetHost.start(topology);
                Openconnect client = Openconnect.in(topology, topology.client1())
                        .of(release)
                        .to(headend)
                        .user(ALICE)
                        .option("--no-dtls")
                        .connect(SOON)) {

            assertThat(client.tunnel().ipv4())
                    .hasValueSatisfying(address -> assertThat(address).startsWith("192.0.2."));
            assertThat(client.tunnel().ipv6())
                    .hasValueSatisfying(address -> assertThat(address).startsWith("2001:db8:77:"));
            for (InetAddress target : List.of(Topology.TARGET_IPV4, Topology.TARGET_IPV6)) {
                assertThat(topology.client1().run("ping", "-c", "2", "-i", "0.2", "-w", "5", target.getHostAddress()))
                        .matches(Output::ok);
            }
        }
    }
}

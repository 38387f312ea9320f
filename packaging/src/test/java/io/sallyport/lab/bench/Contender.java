package io.sallyport.lab.bench;

import io.sallyport.lab.Credentials;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.Headend;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.TargetHost;
import io.sallyport.lab.Topology;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A headend on a network of its own. All contenders stand at the same time, so that runs can alternate; those that are
 * not measured stand idle.
 */
final class Contender implements AutoCloseable {
    static final Credentials USER = new Credentials("bench", "correct horse battery staple");

    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(30);
    private static final long LOOK_AGAIN_NANOS = 100_000_000;
    private static final int MAX_LOOKS = 30;
    private static final double QUIET_SECONDS = 0.003;

    private final Topology topology;
    private final Headend headend;

    private Contender(Topology topology, Headend headend) {
        this.topology = topology;
        this.headend = headend;
    }

    /** How a kind of headend is started in a network, with {@link #USER} as its user. */
    interface Start {
        Headend in(Topology topology);
    }

    static Contender start(Start start) {
        Topology topology = Topology.create();
        try {
            Headend headend = start.in(topology);
            TargetHost.start(topology);
            // A client on a fast machine opens more connections in a minute than it has ports.
            topology.client1().sysctl("net/ipv4/ip_local_port_range", "2000 65000");
            topology.client1().sysctl("net/ipv4/tcp_tw_reuse", "1");
            return new Contender(topology, headend);
        } catch (RuntimeException e) {
            topology.close();
            throw e;
        }
    }

    Topology topology() {
        return topology;
    }

    Headend headend() {
        return headend;
    }

    CstpClient client() {
        return headend.client(topology.client1());
    }

    /** Where the client lives whose packets go over {@code channel}. */
    Namespace machine(BulkTransfer.Channel channel) {
        return switch (channel) {
            case TLS -> topology.client1();
            case DTLS -> topology.client2();
        };
    }

    /**
     * Connects a real client, which stays as long as the network.
     *
     * @return what it says of its channel
     */
    String connectOpenconnect(BulkTransfer.Channel channel) {
        Openconnect.Invocation invocation = Openconnect.in(topology, machine(channel))
                .of(DebianRelease.DEBIAN_12)
                .to(headend)
                .user(USER);
        String sign = switch (channel) {
            case TLS -> {
                invocation.option("--no-dtls");
                yield "with ciphersuite";
            }
            case DTLS -> "Established DTLS";
        };
        String said = invocation.connect(TIME_TO_CONNECT).process().output();
        return said.lines()
                .filter(line -> line.contains(sign))
                .findFirst()
                .orElseThrow(() -> new LabFailure(headend.version() + " without " + channel + ":\n" + said));
    }

    Openconnect.Invocation openconnect() {
        return Openconnect.in(topology, topology.client1()).of(DebianRelease.DEBIAN_12);
    }

    /**
     * CPU seconds used so far, read when the headend has come to rest: what a connection costs after its client has
     * gone belongs to it.
     */
    double settledCpuSeconds() {
        double before = headend.cpuSeconds();
        for (int look = 0; look < MAX_LOOKS; look++) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            double now = headend.cpuSeconds();
            if (now - before < QUIET_SECONDS) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** What it is, and what it agrees on with clients that leave the choice to it. */
    String description() {
        try (TlsConnection connection = client().open()) {
            return "%s: certificate %s, with our client %s %s"
                    .formatted(
                            headend.version(),
                            headend.identity().keyType(),
                            connection.session().getProtocol(),
                            connection.session().getCipherSuite());
        } catch (IOException e) {
            throw new LabFailure(headend.version() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (topology) {
            headend.close();
        }
    }
}

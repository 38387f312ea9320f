package io.sallyport.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * {@code ./dev demo}: a gateway with one user, until Ctrl-C. Plain, it runs on this machine's own network and prints the
 * line that connects to it; with a client, it runs in the lab, and a real client shows that the tunnel works.
 *
 * <pre>
 *   --with-client  the lab, a connected openconnect and what it reaches; needs root
 *   --image DIR    our gateway, default the one that was built
 *   --certs DIR    its server.pem and server-key.pem, default new ones
 *   --port N       where the plain demo listens, default 8443
 * </pre>
 */
public final class Demo {
    private static final String WITH_CLIENT = "with-client";
    private static final int DEFAULT_PORT = 8443;
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(30);

    private Demo() {}

    public static void main(String[] words) {
        LabProgram.launch("demo", () -> {
            Arguments arguments = Arguments.parse(words, Set.of("image", "certs", "port"), Set.of(WITH_CLIENT));
            if (arguments.has(WITH_CLIENT)) {
                inTheLab(arguments);
            } else {
                onThisMachine(arguments);
            }
        });
    }

    private static void inTheLab(Arguments arguments) {
        LabProgram.requireRootAnd(List.of("ip", "nft", "openconnect", "ping", "openssl"));
        Credentials user = Credentials.random("demo");
        try (Topology topology = Topology.create();
                Headend headend = new GatewaySetup(
                                image(arguments), topology.directory(), identity(arguments, topology.directory()))
                        .write(List.of(user))
                        .start(topology)) {
            TargetHost.start(topology);
            showClient(topology, headend, user);
            System.out.println("The client stays connected until Ctrl-C, which removes it all.");
            LabProgram.stayWith(headend.process());
        }
    }

    /** A real client connects, pings and fetches a page; what it gets is printed. It stays as long as the topology. */
    static void showClient(Topology topology, Headend headend, Credentials user) {
        TunnelFacts tunnel = Openconnect.in(topology, topology.client1())
                .to(headend)
                .user(user)
                .connect(TIME_TO_CONNECT)
                .tunnel();
        System.out.printf(
                "openconnect is connected to %s: %s and %s on %s, MTU %d%n",
                headend.version(),
                tunnel.ipv4().orElse("no IPv4"),
                tunnel.ipv6().orElse("no IPv6"),
                tunnel.device(),
                tunnel.mtu());
        for (InetAddress target : List.of(Topology.TARGET_IPV4, Topology.TARGET_IPV6)) {
            System.out.println(topology.client1()
                    .run("ping", "-c3", "-i0.3", "-w10", target.getHostAddress())
                    .orFail()
                    .out()
                    .strip());
            System.out.println(TargetHost.url(target) + ": "
                    + TargetHost.fetchPage(topology.client1(), target).strip());
        }
    }

    private static void onThisMachine(Arguments arguments) {
        int port = arguments.number("port", DEFAULT_PORT);
        Credentials user = Credentials.random("demo");
        try (RunDirectory directory = RunDirectory.create()) {
            Identity identity = identity(arguments, directory.path());
            Gateway gateway = writeGateway(arguments, directory.path(), identity, port, user);
            try (Running running = gateway.verb("serve").start()) {
                awaitReady(running);
                System.out.print(running.output());
                System.out.printf("""

                        Connect from this machine; from another one with this one's address in place of 127.0.0.1:

                          echo '%s' | sudo openconnect --user=%s --passwd-on-stdin --servercert=%s https://127.0.0.1:%d

                        Ctrl-C ends the gateway and removes %s.
                        """, user.password(), user.user(), identity.pin(), port, directory.path());
                LabProgram.stayWith(running);
            }
        }
    }

    private static void awaitReady(Running running) {
        try {
            running.await(Gateway.READY, Gateway.TIME_TO_START);
        } catch (LabFailure e) {
            String reason = LabProgram.isRoot() ? "" : "; its tunnel device needs root, try sudo";
            throw new LabFailure(
                    "the gateway did not start" + reason + "\n"
                            + running.output().strip(),
                    e);
        }
    }

    /**
     * What the lab's configuration has, for this machine's own network: it listens elsewhere, sends only its own
     * networks through the tunnel, and leaves this machine's nftables and resolver alone.
     */
    private static Gateway writeGateway(
            Arguments arguments, Path directory, Identity identity, int port, Credentials user) {
        try {
            Files.createDirectory(directory.resolve("store"));
            Path file = Files.writeString(directory.resolve("sallyport.yaml"), """
                    listen:
                      - address: "::"
                        port: %1$d
                    tls:
                      identities:
                        - certificate: %2$s
                          key: %3$s
                    store:
                      url: jdbc:h2:file:%4$s/store/sallyport
                    network:
                      device: sally0
                      ipv4: 192.0.2.0/24
                      ipv6: 2001:db8:77::/64
                      nat: none
                    profiles:
                      - name: demo
                        alias: Demo
                        default: true
                        authenticate: [local]
                        policy: demo
                    policies:
                      demo:
                        banner: "Welcome to Sallyport"
                        split-include: [192.0.2.0/24, 2001:db8:77::/64]
                    control:
                      socket: %4$s/control.sock
                    """.formatted(
                            port, identity.certificate(), identity.key(), directory));
            Gateway gateway = new Gateway(image(arguments), file, identity);
            gateway.addUser(user);
            return gateway;
        } catch (IOException e) {
            throw new LabFailure(directory + ": " + e.getMessage(), e);
        }
    }

    private static Path image(Arguments arguments) {
        return arguments.path("image").orElseGet(LabProgram::builtImage);
    }

    private static Identity identity(Arguments arguments, Path directory) {
        return arguments.path("certs").map(Identity::read).orElseGet(() -> Identity.make(directory));
    }
}

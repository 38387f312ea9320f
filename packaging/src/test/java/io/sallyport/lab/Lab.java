package io.sallyport.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * {@code ./dev lab}: the network by itself, with a gateway and a host behind it, until Ctrl-C.
 *
 * <pre>
 *   --image DIR   our gateway, default the one that was built
 *   --certs DIR   its server.pem and server-key.pem, default new ones
 *   --ocserv 12   ocserv of that Debian release (12 or 13) in its place
 * </pre>
 */
public final class Lab {

    private Lab() {}

    public static void main(String[] words) {
        LabProgram.launch("lab", () -> run(Arguments.parse(words, Set.of("image", "certs", "ocserv"), Set.of())));
    }

    private static void run(Arguments arguments) {
        LabProgram.requireRootAnd(List.of("ip", "nft", "openssl"));
        Credentials user = Credentials.random("demo");
        try (Topology topology = Topology.create();
                Headend headend = start(topology, arguments, user)) {
            TargetHost.start(topology);
            System.out.println(introduction(topology, headend, user));
            LabProgram.stayWith(headend.process());
        }
    }

    private static Headend start(Topology topology, Arguments arguments, Credentials user) {
        Identity identity =
                arguments.path("certs").map(Identity::read).orElseGet(() -> Identity.make(topology.directory()));
        return arguments
                .value("ocserv")
                .map(version -> new Ocserv(DebianRelease.of(version), identity, List.of(user)).start(topology))
                .orElseGet(() -> {
                    Path image = arguments.path("image").orElseGet(LabProgram::builtImage);
                    return new GatewaySetup(image, topology.directory(), identity)
                            .write(List.of(user))
                            .start(topology);
                });
    }

    private static String introduction(Topology topology, Headend headend, Credentials user) {
        Path script = Openconnect.writeScript(topology.directory());
        return """
                %1$s is up, user %2$s, password %3$s; files in %4$s

                  client1   ip netns exec %5$s bash
                  client2   ip netns exec %6$s bash
                  gateway   ip netns exec %7$s bash
                  target    ip netns exec %8$s bash

                In client1 or client2, connect, then reach the target:

                  echo '%3$s' | openconnect --user=%2$s --passwd-on-stdin \\
                      --servercert=%9$s --script=%10$s %11$s
                  ping 198.18.2.10; ping 2001:db8:2::10; curl %12$s

                Ctrl-C removes it all.""".formatted(
                        headend.version(),
                        user.user(),
                        user.password(),
                        topology.directory(),
                        topology.client1(),
                        topology.client2(),
                        topology.gateway(),
                        topology.target(),
                        headend.identity().pin(),
                        script,
                        headend.url(),
                        TargetHost.url(Topology.TARGET_IPV4));
    }
}

package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Debian's ocserv, the yardstick: the settings that Debian ships (isolated workers, TLS 1.2, its DPD and rekey times), with
 * addresses and routes of the lab, without the limits on new connections, and masquerading by nftables.
 *
 * @param release whose ocserv
 * @param identity its certificate
 * @param users who may sign in
 * @param extra further lines of its configuration; a later line wins
 */
public record Ocserv(DebianRelease release, Identity identity, List<Credentials> users, List<String> extra) {
    private static final String PROGRAM = "/usr/sbin/ocserv";
    private static final Duration TIME_TO_START = Duration.ofSeconds(20);
    private static final String LISTENING = ":01BB 00000000:0000 0A"; // port 443, nobody at the other end, TCP_LISTEN

    public Ocserv {
        users = List.copyOf(users);
        extra = List.copyOf(extra);
    }

    public Ocserv(DebianRelease release, Identity identity, List<Credentials> users) {
        this(release, identity, users, List.of());
    }

    /** Starts it in the gateway namespace and returns when it accepts clients; its files go to the topology's directory. */
    public Headend start(Topology topology) {
        try {
            Path home = Files.createTempDirectory(topology.directory(), "ocserv-");
            Files.createDirectory(home.resolve("root"));
            writePasswords(topology, home.resolve("passwd"));
            Path configuration = Files.writeString(home.resolve("ocserv.conf"), configuration(home));
            topology.gateway().nft(MASQUERADE);
            Headend headend = Headend.start(
                    version(topology),
                    identity,
                    command(topology, PROGRAM, "--foreground", "--config", configuration.toString()),
                    () -> topology.gateway().nft(NO_MASQUERADE));
            awaitListening(topology, headend);
            return headend;
        } catch (IOException e) {
            throw new LabFailure("ocserv: " + e.getMessage(), e);
        }
    }

    private void writePasswords(Topology topology, Path file) {
        for (Credentials user : users) {
            command(topology, "ocpasswd", "-c", file.toString(), user.user())
                    .reading(user.password() + "\n" + user.password() + "\n")
                    .run()
                    .orFail();
        }
    }

    /** Two lines that differ only in the release: {@code ocserv 1.1.6} and {@code OpenConnect VPN Server 1.3.0}. */
    private String version(Topology topology) {
        Output said = command(topology, PROGRAM, "--version").run();
        return "ocserv "
                + (said.out() + said.err()).lines().findFirst().orElse("").replaceAll("[^0-9.]", "");
    }

    private Command command(Topology topology, String... words) {
        return Programs.of(release).command(topology.gateway(), topology.directory(), List.of(words));
    }

    private static void awaitListening(Topology topology, Headend headend) {
        try {
            Deadline.in(TIME_TO_START).await("ocserv to listen", () -> isListening(topology, headend.process()));
        } catch (LabFailure e) {
            headend.close();
            throw new LabFailure(e.getMessage() + "\n" + headend.process().output(), e);
        }
    }

    /** Looks at the kernel's table of sockets: to ask by connecting would cost a worker, which counts as use. */
    private static boolean isListening(Topology topology, Running process) {
        if (!process.alive()) {
            throw new LabFailure("ocserv has ended");
        }
        return topology.gateway()
                .inside(() -> Files.readString(Path.of("/proc/thread-self/net/tcp")))
                .contains(LISTENING);
    }

    private String configuration(Path home) {
        Stream<String> paths = Stream.of(
                "auth = \"plain[passwd=" + home.resolve("passwd") + "]\"",
                "server-cert = " + identity.certificate(),
                "server-key = " + identity.key(),
                "chroot-dir = " + home.resolve("root"),
                "occtl-socket-file = " + home.resolve("occtl.socket"),
                "pid-file = " + home.resolve("pid"));
        List<String> lines = new ArrayList<>(paths.toList());
        lines.add(SETTINGS);
        lines.addAll(extra);
        return String.join("\n", lines) + "\n";
    }

    /** The device is that of {@link Topology#TARGET_DEVICE}; deleting first makes a second start harmless. */
    private static final String MASQUERADE = """
            table inet lab_nat
            delete table inet lab_nat
            table inet lab_nat {
              chain postrouting {
                type nat hook postrouting priority srcnat
                oifname "target" masquerade
              }
            }
            """;

    private static final String NO_MASQUERADE = """
            table inet lab_nat
            delete table inet lab_nat
            """;

    private static final String SETTINGS = """
            tcp-port = 443
            udp-port = 443
            run-as-user = ocserv
            run-as-group = ocserv
            socket-file = ocserv-socket
            isolate-workers = true
            max-clients = 1024
            max-same-clients = 0
            rate-limit-ms = 0
            max-ban-score = 0
            keepalive = 32400
            dpd = 90
            mobile-dpd = 1800
            switch-to-tcp-timeout = 25
            try-mtu-discovery = false
            tls-priorities = "NORMAL:%SERVER_PRECEDENCE:%COMPAT:-VERS-SSL3.0:-VERS-TLS1.0:-VERS-TLS1.1:-VERS-TLS1.3"
            auth-timeout = 240
            cookie-timeout = 300
            deny-roaming = false
            rekey-time = 172800
            rekey-method = ssl
            use-occtl = true
            log-level = 1
            device = vpns
            predictable-ips = true
            default-domain = example.test
            ipv4-network = 192.0.2.0
            ipv4-netmask = 255.255.255.0
            ipv6-network = 2001:db8:77::/64
            ipv6-subnet-prefix = 128
            dns = 198.18.2.53
            route = 198.18.2.0/255.255.255.0
            route = 2001:db8:2::/64
            ping-leases = false
            cisco-client-compat = true
            dtls-legacy = true""";
}

package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A directory with all that our gateway needs to run in the lab: configuration, certificate, store, control socket.
 *
 * @param image directory with {@code bin/sallyport}
 * @param directory exists
 * @param identity its certificate
 */
public record GatewaySetup(Path image, Path directory, Identity identity) {

    /** The configuration of the lab, for the addresses of {@link Topology}; a test may replace parts of the text. */
    public String configuration() {
        return """
                listen:
                  - address: "::"
                    port: 443
                tls:
                  identities:
                    - certificate: %1$s
                      key: %2$s
                store:
                  url: jdbc:h2:file:%3$s/store/sallyport
                network:
                  device: sally0
                  ipv4: 192.0.2.0/24
                  ipv6: 2001:db8:77::/64
                  nat: masquerade
                profiles:
                  - name: staff
                    alias: Staff
                    default: true
                    authenticate: [local]
                    policy: office
                policies:
                  office:
                    banner: "Authorised use only"
                    split-include: [198.18.2.0/24, 2001:db8:2::/64]
                    dns: [198.18.2.53]
                    default-domain: example.test
                    mtu: 1406
                    dpd: 30s
                    keepalive: 20s
                    simultaneous-sessions: 0
                control:
                  socket: %3$s/control.sock
                metrics:
                  address: 127.0.0.1
                  port: 9443
                bans:
                  trusted: [198.18.1.0/24, "2001:db8:1::/64"]
                """.formatted(identity.certificate(), identity.key(), directory);
    }

    /** Writes the configuration of the lab and adds the users. */
    public Gateway write(List<Credentials> users) {
        return write(configuration(), users);
    }

    /** Writes this configuration and adds the users. */
    public Gateway write(String configuration, List<Credentials> users) {
        try {
            Files.createDirectories(directory.resolve("store"));
            Path file = Files.writeString(directory.resolve("sallyport.yaml"), configuration);
            Gateway gateway = new Gateway(image, file, identity);
            users.forEach(gateway::addUser);
            return gateway;
        } catch (IOException e) {
            throw new LabFailure(directory + ": " + e.getMessage(), e);
        }
    }
}

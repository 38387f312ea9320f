package io.sallyport.config;

import java.net.InetAddress;
import java.util.List;

/**
 * Where {@code /metrics}, {@code /healthz} and {@code /readyz} are served, without TLS.
 *
 * @param port 0..65535; 0 lets the system choose (for tests)
 */
public record Metrics(InetAddress address, int port) {

    /** @param taken what clients are served on */
    static Metrics read(Section section, List<Listen> taken) {
        Listen metrics = Listen.read(section, InetAddress.ofLiteral("127.0.0.1"), 9443);
        taken.stream()
                .filter(metrics::collides)
                .findFirst()
                .ifPresent(other -> section.reject("port", "a port that is free (" + other + " is under listen)"));
        return new Metrics(metrics.address(), metrics.port());
    }
}

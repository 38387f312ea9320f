package io.sallyport.config;

import java.net.InetAddress;
import java.util.List;

/**
 * Where {@code /metrics}, {@code /healthz} and {@code /readyz} are served, without TLS.
 *
 * @param port 0..65535; 0 lets the system choose (for tests)
 */
public record Metrics(InetAddress address, int port) {

    /** @param listen what is taken already */
    static Metrics read(Section section, List<Listen> listen) {
        Metrics metrics = new Metrics(
                section.get("address", Kind.address(), InetAddress.ofLiteral("127.0.0.1")),
                section.get("port", Kind.number(0, 65_535), 9443));
        listen.stream()
                .filter(new Listen(metrics.address, metrics.port)::collides)
                .findFirst()
                .ifPresent(taken -> section.reject("port", "a port that is free (" + taken + " is under listen)"));
        return metrics;
    }
}

package io.sallyport.config;

import java.net.InetAddress;

/**
 * Where {@code /metrics}, {@code /healthz} and {@code /readyz} are served, without TLS.
 *
 * @param port 0..65535; 0 lets the system choose (for tests)
 */
public record Metrics(InetAddress address, int port) {}

package io.sallyport.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves {@code /metrics}, {@code /healthz} and {@code /readyz} to the operator's machines, on an address of its own. */
public final class MetricsEndpoint implements AutoCloseable {
    private static final int BACKLOG = 16;
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private MetricsEndpoint(HttpServer server) {
        this.server = server;
        server.setExecutor(executor);
    }

    /**
     * Binds and serves.
     *
     * @param health what is wrong with the process, if anything
     * @param readiness what keeps it from taking new clients, if anything
     * @throws IOException if the address cannot be had; the message says which and why
     */
    public static MetricsEndpoint start(
            Metrics metrics,
            PrometheusMeterRegistry registry,
            Supplier<Optional<String>> health,
            Supplier<Optional<String>> readiness)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(metrics.address(), metrics.port());
        HttpServer server;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("cannot serve metrics on " + IpLiteral.format(address) + ": " + e.getMessage(), e);
        }
        MetricsEndpoint endpoint = new MetricsEndpoint(server);
        server.createContext("/metrics", exchange -> answer(exchange, "/metrics", 200, PROMETHEUS, registry.scrape()));
        server.createContext("/healthz", exchange -> state(exchange, "/healthz", health.get()));
        server.createContext("/readyz", exchange -> state(exchange, "/readyz", readiness.get()));
        server.start();
        return endpoint;
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void state(HttpExchange exchange, String path, Optional<String> problem) throws IOException {
        answer(exchange, path, problem.isEmpty() ? 200 : 503, TEXT, problem.orElse("ok") + "\n");
    }

    /** A context also gets what lies below its path, which is nobody's here. */
    private static void answer(HttpExchange exchange, String path, int status, String type, String text)
            throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals(path);
            byte[] body = (known ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", known ? type : TEXT);
            exchange.sendResponseHeaders(known ? status : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}

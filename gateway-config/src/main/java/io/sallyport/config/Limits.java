package io.sallyport.config;

import static io.sallyport.config.Kind.duration;
import static io.sallyport.config.Kind.number;
import static io.sallyport.config.Kind.size;
import static io.sallyport.config.Units.KIB;
import static io.sallyport.config.Units.MIB;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/**
 * Every bound that a stranger can hit. Each has a counter of the same name.
 *
 * @param handshakeTime from accept to the end of the TLS handshake
 * @param requestTime from the first byte of a request to its last
 * @param signInTime from accept to CONNECT
 * @param conversationTime a sign-in that nobody continues is forgotten after this
 * @param conversationAttempts wrong answers in one sign-in, after which it is refused for good
 * @param conversations sign-ins under way, all sources together
 * @param conversationsPerSource sign-ins under way, per IPv4 /24 or IPv6 /64
 * @param strangers connections without a tunnel, all sources together
 * @param strangersPerSource connections without a tunnel, per IPv4 /24 or IPv6 /64
 * @param requestsPerConnection HTTP requests on one connection
 * @param headerSize bytes of a request's line and headers
 * @param bodySize bytes of a request's body
 * @param passwordChecks hashes computed at a time; 0 given here becomes one per core
 * @param passwordQueue hashes that may wait
 * @param sessions in all
 * @param frameSize bytes of one CSTP payload; at most what fits into a TLS record with its 8 bytes of header
 * @param tunnelQueue bytes that may wait to be sent to one client
 * @param dtlsHandshakes under way, all clients together
 * @param dtlsHandshakeTime from ClientHello to Finished
 */
public record Limits(
        Duration handshakeTime,
        Duration requestTime,
        Duration signInTime,
        Duration conversationTime,
        int conversationAttempts,
        int conversations,
        int conversationsPerSource,
        int strangers,
        int strangersPerSource,
        int requestsPerConnection,
        int headerSize,
        int bodySize,
        int passwordChecks,
        int passwordQueue,
        int sessions,
        int frameSize,
        int tunnelQueue,
        int dtlsHandshakes,
        Duration dtlsHandshakeTime) {

    /** A TLS record (RFC 8446, section 5.1) less a CSTP header. */
    private static final int MAX_FRAME = 16 * KIB - 8;

    public Limits {
        passwordChecks = passwordChecks == 0 ? Runtime.getRuntime().availableProcessors() : passwordChecks;
    }

    /** Each line: key, what is allowed, default. */
    static Limits read(Section limits) {
        return new Limits(
                limits.get("handshake-time", duration(ofMillis(100), ofMinutes(5)), ofSeconds(10)),
                limits.get("request-time", duration(ofMillis(100), ofMinutes(5)), ofSeconds(15)),
                limits.get("sign-in-time", duration(ofMillis(100), ofHours(1)), ofMinutes(4)),
                limits.get("conversation-time", duration(ofMillis(100), ofHours(1)), ofMinutes(5)),
                limits.get("conversation-attempts", number(1, 100), 5),
                limits.get("conversations", number(1, 1_000_000), 10_000),
                limits.get("conversations-per-source", number(1, 1_000_000), 1000),
                limits.get("strangers", number(1, 1_000_000), 4096),
                limits.get("strangers-per-source", number(1, 1_000_000), 256),
                limits.get("requests-per-connection", number(1, 10_000), 100),
                limits.get("header-size", size(KIB, MIB), 16 * KIB),
                limits.get("body-size", size(KIB, 16 * MIB), 256 * KIB),
                limits.get("password-checks", number(0, 1024), 0),
                limits.get("password-queue", number(1, 100_000), 64),
                limits.get("sessions", number(1, 1_000_000), 10_000),
                limits.get("frame-size", size(1500, MAX_FRAME), MAX_FRAME),
                limits.get("tunnel-queue", size(16 * KIB, 64 * MIB), 256 * KIB),
                limits.get("dtls-handshakes", number(1, 100_000), 1024),
                limits.get("dtls-handshake-time", duration(ofMillis(100), ofMinutes(5)), ofSeconds(60)));
    }
}

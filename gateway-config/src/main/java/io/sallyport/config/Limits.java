package io.sallyport.config;

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
 * @param strangers connections without a tunnel, all sources together
 * @param strangersPerSource connections without a tunnel, per IPv4 /24 or IPv6 /64
 * @param requestsPerConnection HTTP requests on one connection
 * @param headerSize bytes of a request's line and headers
 * @param bodySize bytes of a request's body
 * @param passwordChecks hashes computed at a time
 * @param passwordQueue hashes that may wait
 * @param sessions in all
 * @param frameSize bytes of one CSTP payload
 * @param tunnelQueue bytes that may wait to be sent to one client
 */
public record Limits(
        Duration handshakeTime,
        Duration requestTime,
        Duration signInTime,
        Duration conversationTime,
        int conversationAttempts,
        int conversations,
        int strangers,
        int strangersPerSource,
        int requestsPerConnection,
        int headerSize,
        int bodySize,
        int passwordChecks,
        int passwordQueue,
        int sessions,
        int frameSize,
        int tunnelQueue) {}

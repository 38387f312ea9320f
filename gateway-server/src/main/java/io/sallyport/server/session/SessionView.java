package io.sallyport.server.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;

/**
 * A session as operators see it.
 *
 * @param state {@code connected} or {@code disconnected}
 * @param remote address and port of the client, where it was heard last
 * @param channel what carries its packets; empty without a tunnel
 * @param bytesIn IP packets from the client, in bytes, all its tunnels together
 */
public record SessionView(
        String id,
        String user,
        String profile,
        String policy,
        String state,
        String remote,
        Optional<String> ipv4,
        Optional<String> ipv6,
        String agent,
        Optional<String> channel,
        Instant since,
        @JsonProperty("bytes-in") long bytesIn,
        @JsonProperty("bytes-out") long bytesOut) {}

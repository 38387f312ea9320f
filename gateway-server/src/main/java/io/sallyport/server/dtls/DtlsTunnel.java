package io.sallyport.server.dtls;

import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.cstp.TrafficCounters;
import io.sallyport.server.tunnel.Encoding;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tunnel, as its channels over UDP see it.
 *
 * @param traffic of all its channels
 * @param mtu bytes of the largest IP packet that the client takes over DTLS
 * @param dpdNanos silence after which the client is probed; 0 is never
 * @param bytesPerSecond of IP packets to the client, if they have to keep to a rate
 * @param encoding of packets, if they may be compressed
 */
public record DtlsTunnel(
        Carriage carriage,
        TrafficCounters traffic,
        int mtu,
        long dpdNanos,
        OptionalLong bytesPerSecond,
        Optional<Encoding> encoding) {}

package io.sallyport.aaa.session;

import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The addresses of a session inside the tunnel.
 *
 * @param ipv4 of that family, if present
 * @param ipv6 of that family, if present
 */
public record Lease(Optional<InetAddress> ipv4, Optional<InetAddress> ipv6) {
    /** Before CONNECT. */
    public static final Lease NONE = new Lease(Optional.empty(), Optional.empty());

    public Lease {
        if (ipv4.isPresent() && ipv4.get().getAddress().length != 4) {
            throw new IllegalArgumentException("ipv4: " + ipv4.get() + " (expected: an IPv4 address)");
        }
        if (ipv6.isPresent() && ipv6.get().getAddress().length != 16) {
            throw new IllegalArgumentException("ipv6: " + ipv6.get() + " (expected: an IPv6 address)");
        }
    }

    Stream<InetAddress> addresses() {
        return Stream.concat(ipv4.stream(), ipv6.stream());
    }
}

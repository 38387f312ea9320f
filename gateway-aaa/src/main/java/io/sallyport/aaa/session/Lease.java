package io.sallyport.aaa.session;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;

/** The addresses of a session inside the tunnel. */
public record Lease(Optional<Inet4Address> ipv4, Optional<Inet6Address> ipv6) {
    /** Before CONNECT. */
    public static final Lease NONE = new Lease(Optional.empty(), Optional.empty());

    /** Those that there are; at most two. */
    public Stream<InetAddress> addresses() {
        return Stream.concat(ipv4.stream(), ipv6.stream());
    }

    public boolean isEmpty() {
        return ipv4.isEmpty() && ipv6.isEmpty();
    }

    public boolean holds(InetAddress address) {
        return addresses().anyMatch(address::equals);
    }
}

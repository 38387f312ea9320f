package io.sallyport.server.address;

import io.sallyport.aaa.session.Lease;
import io.sallyport.config.Network;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The pools of both families. Owned by the control executor. */
public final class AddressPools {
    /** The answer to a request for addresses. */
    public sealed interface Grant {
        record Granted(Lease lease) implements Grant {}

        /** A pool has no address left. */
        record Exhausted(AddressPool pool) implements Grant {}
    }

    private final Optional<AddressPool> ipv4;
    private final Optional<AddressPool> ipv6;

    public AddressPools(Network network) {
        this.ipv4 = network.ipv4().map(AddressPool::new);
        this.ipv6 = network.ipv6().map(AddressPool::new);
    }

    public Optional<AddressPool> ipv4() {
        return ipv4;
    }

    public Optional<AddressPool> ipv6() {
        return ipv6;
    }

    /**
     * One address of each pool, whatever the client asks for now: what it asks for may change with its next connection, what
     * it has may not.
     */
    public Grant lease() {
        Optional<InetAddress> first = ipv4.flatMap(AddressPool::lease);
        if (ipv4.isPresent() && first.isEmpty()) {
            return new Grant.Exhausted(ipv4.get());
        }
        Optional<InetAddress> second = ipv6.flatMap(AddressPool::lease);
        if (ipv6.isPresent() && second.isEmpty()) {
            first.ifPresent(ipv4.orElseThrow()::release);
            return new Grant.Exhausted(ipv6.get());
        }
        return new Grant.Granted(new Lease(first.map(Inet4Address.class::cast), second.map(Inet6Address.class::cast)));
    }

    /**
     * Takes out what a session brings with it from before a restart.
     *
     * @return false, and nothing taken, if the pools of today do not give all of it
     */
    public boolean reserve(Lease lease) {
        List<InetAddress> taken = new ArrayList<>();
        boolean complete = lease.addresses().allMatch(address -> {
            boolean reserved = all().anyMatch(pool -> pool.reserve(address));
            if (reserved) {
                taken.add(address);
            }
            return reserved;
        });
        if (!complete) {
            taken.forEach(address -> all().forEach(pool -> pool.release(address)));
        }
        return complete;
    }

    public void release(Lease lease) {
        lease.addresses().forEach(address -> all().forEach(pool -> pool.release(address)));
    }

    /** IPv4, IPv6, those that there are. */
    public Stream<AddressPool> all() {
        return Stream.concat(ipv4.stream(), ipv6.stream());
    }
}

package io.sallyport.lab;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The network of the lab, each box a namespace:
 *
 * <pre>
 *   client1  198.18.1.11  2001:db8:1::11 --+
 *                                          |  198.18.1.1                 198.18.2.1
 *                                          +--  2001:db8:1::1  gateway  2001:db8:2::1  -- target  198.18.2.10
 *                                          |                                                      2001:db8:2::10
 *   client2  198.18.1.12  2001:db8:1::12 --+
 * </pre>
 *
 * <p>The gateway forwards. The target knows no way to anything but its own network: what comes from a client pool is
 * answered only when the gateway has put its own address on it. Several may exist at a time; closing one removes all
 * that runs in it.
 */
public final class Topology implements AutoCloseable {
    public static final InetAddress GATEWAY_IPV4 = InetAddress.ofLiteral("198.18.1.1");
    public static final InetAddress GATEWAY_IPV6 = InetAddress.ofLiteral("2001:db8:1::1");
    public static final InetAddress TARGET_IPV4 = InetAddress.ofLiteral("198.18.2.10");
    public static final InetAddress TARGET_IPV6 = InetAddress.ofLiteral("2001:db8:2::10");

    /** The device of the gateway towards the target, and the only one of client and target. */
    static final String TARGET_DEVICE = "target";

    static final String UPLINK_DEVICE = "eth0";

    private static final AtomicInteger RUNS = new AtomicInteger();

    private final Deque<Runnable> parts = new ArrayDeque<>();
    private final RunDirectory directory;
    private final Namespace gateway;
    private final Namespace target;
    private final Namespace client1;
    private final Namespace client2;

    private Topology(int run) {
        directory = RunDirectory.createOpen();
        parts.push(directory::close);
        gateway = part(Namespace.create(run, "gateway"));
        target = part(Namespace.create(run, "target"));
        client1 = part(Namespace.create(run, "client1"));
        client2 = part(Namespace.create(run, "client2"));
        gateway.sysctl("net/ipv4/ip_forward", "1");
        gateway.sysctl("net/ipv6/conf/all/forwarding", "1");
    }

    /** Removes, by the way, what the labs of killed JVMs have left. */
    public static Topology create() {
        Leftovers.remove();
        Topology topology = new Topology(RUNS.incrementAndGet());
        try {
            topology.linkClient(topology.client1, 11);
            topology.linkClient(topology.client2, 12);
            topology.linkTarget();
            return topology;
        } catch (LabFailure e) {
            topology.close();
            throw e;
        }
    }

    public Namespace gateway() {
        return gateway;
    }

    public Namespace target() {
        return target;
    }

    public Namespace client1() {
        return client1;
    }

    public Namespace client2() {
        return client2;
    }

    /** For files of this run; removed when this is closed. */
    public Path directory() {
        return directory.path();
    }

    @Override
    public void close() {
        LabFailure failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().run();
            } catch (LabFailure e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Namespace part(Namespace namespace) {
        parts.push(namespace::close);
        return namespace;
    }

    /**
     * One cable per client, no bridge: the gateway has its address on each cable, and a route per client says which.
     *
     * @param host last part of the client's addresses, read as written in both families
     */
    private void linkClient(Namespace client, int host) {
        String device = client.label();
        gateway.pair(device, client, UPLINK_DEVICE);
        gateway.ip("addr", "add", "198.18.1.1/32", "dev", device);
        gateway.ip("route", "add", "198.18.1." + host + "/32", "dev", device, "src", "198.18.1.1");
        gateway.ip("addr", "add", "2001:db8:1::1/128", "dev", device);
        gateway.ip("route", "add", "2001:db8:1::" + host + "/128", "dev", device);

        client.ip("addr", "add", "198.18.1." + host + "/32", "dev", UPLINK_DEVICE);
        client.ip("route", "add", "198.18.1.1/32", "dev", UPLINK_DEVICE);
        client.ip("route", "add", "198.18.1.0/24", "via", "198.18.1.1");
        client.ip("addr", "add", "2001:db8:1::" + host + "/128", "dev", UPLINK_DEVICE);
        client.ip("route", "add", "2001:db8:1::1/128", "dev", UPLINK_DEVICE);
        client.ip("route", "add", "2001:db8:1::/64", "via", "2001:db8:1::1");
    }

    /** Gives client 2 an address in another network, from which it speaks to the gateway: then the clients are two sources. */
    public void moveClient2Away() {
        gateway.ip("route", "add", "198.18.3.12/32", "dev", client2.label(), "src", "198.18.1.1");
        client2.ip("addr", "add", "198.18.3.12/32", "dev", UPLINK_DEVICE);
        client2.ip("route", "replace", "198.18.1.1/32", "dev", UPLINK_DEVICE, "src", "198.18.3.12");
    }

    private void linkTarget() {
        gateway.pair(TARGET_DEVICE, target, UPLINK_DEVICE);
        gateway.ip("addr", "add", "198.18.2.1/24", "dev", TARGET_DEVICE);
        gateway.ip("addr", "add", "2001:db8:2::1/64", "dev", TARGET_DEVICE);
        target.ip("addr", "add", "198.18.2.10/24", "dev", UPLINK_DEVICE);
        target.ip("addr", "add", "2001:db8:2::10/64", "dev", UPLINK_DEVICE);
    }
}

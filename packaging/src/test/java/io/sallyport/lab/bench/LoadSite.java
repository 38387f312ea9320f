package io.sallyport.lab.bench;

import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.UdpUnavailable;
import io.sallyport.lab.Command;
import io.sallyport.lab.Credentials;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.Topology;
import io.sallyport.testkit.load.Direction;
import io.sallyport.testkit.load.Inside;
import io.sallyport.testkit.load.LoadClient;
import io.sallyport.testkit.load.Traffic;
import io.sallyport.testkit.load.TrafficPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Our gateway on a network of its own, with the load client in front of it and the load's peer behind it. */
final class LoadSite implements AutoCloseable {
    static final Credentials USER = new Credentials("load", "correct horse battery staple");

    private static final String POOL = "198.19.0.0/16";
    private static final int PEER_PORT = 5001;

    /** As many characters of it as the kernel keeps. */
    private static final String PASSWORD_CHECK_THREAD = "password-check-";

    /** Longer than the gateway keeps the threads that check passwords, and what they need. */
    private static final Duration TIME_TO_REST = Duration.ofMinutes(2);

    /** Longer than malloc keeps what is free, by the image's jvm.options. */
    private static final Duration TRIM_INTERVAL = Duration.ofSeconds(11);

    private final Topology topology;
    private final Headend headend;
    private final TrafficPeer peer;
    private final LoadClient client;

    private LoadSite(Topology topology, Headend headend) throws UdpUnavailable {
        this.topology = topology;
        this.headend = headend;
        this.peer =
                TrafficPeer.listen(inside(topology.target()), new InetSocketAddress(Topology.TARGET_IPV4, PEER_PORT));
        this.client = new LoadClient(headend.client(topology.client1()), inside(topology.client1()));
    }

    static LoadSite open(Path image) {
        Topology topology = Topology.create();
        try {
            Identity identity = Identity.make(topology.directory());
            GatewaySetup setup = new GatewaySetup(image, topology.directory(), identity);
            Headend headend = setup.write(configuration(setup), List.of(USER)).start(topology);
            // No translation: the peer speaks to clients by their own addresses, as many as there are.
            topology.target().ip("route", "add", POOL, "via", "198.18.2.1");
            return new LoadSite(topology, headend);
        } catch (UdpUnavailable e) {
            topology.close();
            throw new LabFailure("load: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            topology.close();
            throw e;
        }
    }

    private static String configuration(GatewaySetup setup) {
        return setup.configuration().replace("192.0.2.0/24", POOL).replace("nat: masquerade", "nat: none");
    }

    private static Inside inside(Namespace namespace) {
        return (sockets, address) -> namespace.inside(() -> open(sockets, address));
    }

    private static int open(ClientSockets sockets, InetSocketAddress address) throws UdpUnavailable {
        return sockets.open(address);
    }

    Headend headend() {
        return headend;
    }

    LoadClient client() {
        return client;
    }

    Traffic traffic(Direction direction, int window) {
        return new Traffic(direction, new InetSocketAddress(Topology.TARGET_IPV4, PEER_PORT), window);
    }

    /** Bytes that the gateway occupies when nobody has signed in for a while, and it has collected what it does not need. */
    long memoryAtRest() {
        Deadline.in(TIME_TO_REST).await("the password checks to end", () -> !hasThread(PASSWORD_CHECK_THREAD));
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Command.of(tool, headend.pids().getFirst().toString(), "GC.run").run().orFail();
        Deadline trimmed = Deadline.in(TRIM_INTERVAL);
        Deadline.in(TIME_TO_REST).await("malloc to give back what is free", () -> trimmed.nanosLeft() <= 0);
        return headend.memoryBytes();
    }

    private boolean hasThread(String name) {
        Path threads = Path.of("/proc", headend.pids().getFirst().toString(), "task");
        try (Stream<Path> all = Files.list(threads)) {
            return all.anyMatch(thread -> isCalled(thread, name));
        } catch (IOException e) {
            throw new LabFailure(threads + ": " + e.getMessage(), e);
        }
    }

    private static boolean isCalled(Path thread, String name) {
        try {
            return Files.readString(thread.resolve("comm")).strip().equals(name);
        } catch (IOException e) {
            return false; // it has ended since they were listed
        }
    }

    @Override
    public void close() {
        try (topology) {
            client.close();
            peer.close();
            headend.close();
        }
    }
}

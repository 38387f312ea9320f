package io.sallyport.lab;

import io.sallyport.testkit.cstp.CstpClient;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A running gateway, ours ({@link Gateway}) or the yardstick ({@link Ocserv}), in the gateway namespace of a topology. It
 * accepts clients on port 443 of {@link Topology#GATEWAY_IPV4} and {@link Topology#GATEWAY_IPV6}.
 *
 * <p>All its processes live in a control group of their own, which counts and ends them, whoever their parents are.
 */
public final class Headend implements AutoCloseable {
    public static final int PORT = 443;

    private final String version;
    private final Identity identity;
    private final Cgroup group;
    private final Running running;
    private final Runnable afterwards;

    private Headend(String version, Identity identity, Cgroup group, Running running, Runnable afterwards) {
        this.version = version;
        this.identity = identity;
        this.group = group;
        this.running = running;
        this.afterwards = afterwards;
    }

    /**
     * Starts the processes; whoever calls waits until they accept clients.
     *
     * @param version name and version, for tables
     * @param command runs in the foreground
     * @param afterwards undoes what was done for it outside of its processes
     */
    static Headend start(String version, Identity identity, Command command, Runnable afterwards) {
        Cgroup group = Cgroup.create("headend");
        try {
            return new Headend(
                    version, identity, group, group.containing(command).start(), afterwards);
        } catch (LabFailure e) {
            group.close();
            throw e;
        }
    }

    public String version() {
        return version;
    }

    public Identity identity() {
        return identity;
    }

    /** The process that was started: its output, its end, and signals to it. */
    public Running process() {
        return running;
    }

    /** All living processes. */
    public List<Long> pids() {
        return group.pids();
    }

    /** CPU time, user and system, of all its processes so far, also of those that have ended. */
    public double cpuSeconds() {
        return group.cpuSeconds();
    }

    /** What its living processes occupy; memory that n processes share counts as an n-th for each. */
    public long memoryBytes() {
        return pids().stream().mapToLong(Headend::proportionalSetSize).sum();
    }

    /** Where clients of the lab find it. */
    public InetSocketAddress address() {
        return new InetSocketAddress(Topology.GATEWAY_IPV4, PORT);
    }

    /** A client program in that namespace, which trusts this headend. */
    public CstpClient client(Namespace from) {
        return new CstpClient(from::connect, address(), identity.leaf(), List.of());
    }

    public String url() {
        return url(Topology.GATEWAY_IPV4);
    }

    public String url(InetAddress address) {
        String host = address.getHostAddress();
        return "https://" + (address instanceof Inet6Address ? "[" + host + "]" : host);
    }

    /** Asks it to end, and waits until all its processes have gone. Closing twice is harmless. */
    @Override
    public void close() {
        try (group) {
            running.close();
        } finally {
            afterwards.run();
        }
    }

    private static long proportionalSetSize(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (NoSuchFileException e) {
            return 0; // It has ended since we asked who is there.
        } catch (IOException e) {
            throw new LabFailure("memory of " + pid + ": " + e.getMessage(), e);
        }
    }
}

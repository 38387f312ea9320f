package io.sallyport.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A network namespace of our own: devices, addresses, routes, and processes inside. Closing it kills what still runs
 * inside and removes it with its devices, nftables rules and TUNs.
 *
 * <p>Its name is {@code sp-PID-N-label}, so that what a killed JVM left can be told from what is in use
 * ({@link Leftovers}).
 */
public final class Namespace implements AutoCloseable {
    /** Of all TCP in here. Every kernel has it and lets namespaces use it; at these round trips cubic does the same. */
    public static final String CONGESTION_CONTROL = "reno";

    static final String PREFIX = "sp-";
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(20);
    private static final Path DIRECTORY = Path.of("/run/netns");

    private final String label;
    private final String name;
    private final Runnable undo = this::close;
    private @Nullable NamespaceThread thread;
    private boolean closed;

    private Namespace(String label, String name) {
        this.label = label;
        this.name = name;
    }

    /**
     * @param run tells the networks of one JVM apart
     * @param label who lives there, e.g. {@code client1}
     */
    static Namespace create(int run, String label) {
        String name = PREFIX + ProcessHandle.current().pid() + "-" + run + "-" + label;
        Namespace namespace = new Namespace(label, name);
        Command.of("ip", "netns", "add", name).run().orFail();
        AtExit.register(namespace.undo);
        namespace.ip("link", "set", "lo", "up");
        // Duplicate address detection would keep every IPv6 address unusable for a second.
        namespace.sysctl("net/ipv6/conf/all/accept_dad", "0");
        namespace.sysctl("net/ipv6/conf/default/accept_dad", "0");
        // Not whatever the machine has: BBR sends on while a sixth of its packets are lost.
        namespace.sysctl("net/ipv4/tcp_congestion_control", CONGESTION_CONTROL);
        return namespace;
    }

    public String name() {
        return name;
    }

    public String label() {
        return label;
    }

    /** A command that runs inside; its mounts are its own and end with it. */
    public Command command(String... words) {
        return command(List.of(words));
    }

    public Command command(List<String> words) {
        return Command.of(words).behind(prefix());
    }

    /** What runs the words behind it inside. */
    public List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Runs a command inside, whatever its exit code. */
    public Output run(String... words) {
        return command(words).run();
    }

    /** Runs {@code ip} with these arguments on the devices inside. */
    public void ip(String... words) {
        List<String> all = new ArrayList<>(List.of("ip", "-netns", name));
        all.addAll(List.of(words));
        Command.of(all).run().orFail();
    }

    /** @param key with slashes, below {@code /proc/sys}, as device names may contain dots */
    public void sysctl(String key, String value) {
        run("sh", "-c", "echo \"$1\" > \"/proc/sys/$0\"", key, value).orFail();
    }

    /** Loads nftables rules in one transaction. */
    public void nft(String rules) {
        command("nft", "-f", "-").reading(rules).run().orFail();
    }

    /**
     * Makes a pair of devices: {@code device} here, {@code peerDevice} in the other namespace, both up.
     *
     * @param device at most 15 characters, unique inside its namespace only
     */
    public void pair(String device, Namespace peer, String peerDevice) {
        ip("link", "add", device, "type", "veth", "peer", "name", peerDevice, "netns", peer.name);
        ip("link", "set", device, "up");
        peer.ip("link", "set", peerDevice, "up");
    }

    /** Runs {@code task} on the one thread that lives inside: what it opens belongs to this namespace for good. */
    public <T> T inside(Callable<T> task) {
        return thread().call(task);
    }

    /** A connected blocking socket of this namespace; the caller closes it, and any thread may use it. */
    public SocketChannel connect(InetSocketAddress to, Duration limit) throws IOException {
        SocketChannel channel = inside(SocketChannel::open);
        try {
            channel.socket().connect(to, Math.toIntExact(limit.toMillis()));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** As {@link #connect(InetSocketAddress, Duration)}, with the patience of a client. */
    public SocketChannel connect(InetSocketAddress to) throws IOException {
        return connect(to, TIME_TO_CONNECT);
    }

    /** The processes inside, also those that a program inside has started. */
    List<Long> processes() {
        return Command.of("ip", "netns", "pids", name)
                .run()
                .out()
                .lines()
                .map(Long::valueOf)
                .toList();
    }

    /** Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (thread != null) {
            thread.close();
        }
        remove(name);
        AtExit.forget(undo);
    }

    /** Kills what runs inside, and removes it. The processes are ours, as the name is. */
    static void remove(String name) {
        Command.of("sh", "-c", "ip netns pids \"$0\" | xargs -r kill -9", name).run();
        Command.of("ip", "netns", "del", name).run().orFail();
    }

    private synchronized NamespaceThread thread() {
        if (thread == null) {
            thread = new NamespaceThread(DIRECTORY.resolve(name));
        }
        return thread;
    }

    @Override
    public String toString() {
        return name;
    }
}

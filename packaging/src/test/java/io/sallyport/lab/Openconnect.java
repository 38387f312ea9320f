package io.sallyport.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A real client in a namespace, in the foreground and under our control: its output so far, its tunnel, signals, its end.
 *
 * <p>{@link #in} begins; {@link Invocation#start} starts it, {@link Invocation#connect} also waits for the tunnel.
 */
public final class Openconnect implements AutoCloseable {
    private static final String SCRIPT_DONE = "lab script: %s done";

    private final Running running;
    private final Path directory;

    private Openconnect(Running running, Path directory) {
        this.running = running;
        this.directory = directory;
    }

    /** A client that runs in {@code namespace}, one of the clients of {@code topology}. */
    public static Invocation in(Topology topology, Namespace namespace) {
        return new Invocation(topology, namespace);
    }

    /** The script that sets up a client's tunnel, for those who call openconnect by hand. */
    static Path writeScript(Path directory) {
        Path script = directory.resolve("client-script.sh");
        try (InputStream source = Openconnect.class.getResourceAsStream("client-script.sh")) {
            Files.copy(Objects.requireNonNull(source, "client-script.sh"), script);
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
            return script;
        } catch (IOException e) {
            throw new LabFailure(script + ": " + e.getMessage(), e);
        }
    }

    /** The process: its output (its own and its script's), its end, and signals to it. */
    public Running process() {
        return running;
    }

    /**
     * What the client knows of its tunnel since its script ran last.
     *
     * @throws LabFailure when it never did
     */
    public TunnelFacts tunnel() {
        try {
            return TunnelFacts.parse(Files.readString(directory.resolve("environment")));
        } catch (IOException e) {
            throw new LabFailure("no tunnel yet, but:\n" + running.output(), e);
        }
    }

    /** Waits until the script has set up the tunnel device. */
    public TunnelFacts awaitTunnel(Duration limit) {
        running.await(SCRIPT_DONE.formatted("connect"), limit);
        return tunnel();
    }

    /**
     * Waits until the tunnel came back with a call of the script that was not before {@code mark}.
     *
     * @param mark {@link Running#mark()} from before the link was cut
     */
    public TunnelFacts awaitReconnect(long mark, Duration limit) {
        running.await(SCRIPT_DONE.formatted("reconnect"), mark, limit);
        return tunnel();
    }

    /** Ends it as an operating system does (SIGTERM): the session stays. SIGINT would say goodbye. */
    @Override
    public void close() {
        running.close();
    }

    /** How a client is called. */
    public static final class Invocation {
        private final Topology topology;
        private final Namespace namespace;
        private final List<String> options = new ArrayList<>();
        private DebianRelease release = DebianRelease.DEBIAN_12;
        private String typed = "";
        private boolean asksUser;
        private Optional<String> url = Optional.empty();

        private Invocation(Topology topology, Namespace namespace) {
            this.topology = topology;
            this.namespace = namespace;
        }

        /** Whose openconnect; Debian 12's when not said. */
        public Invocation of(DebianRelease release) {
            this.release = release;
            return this;
        }

        /** Goes to {@code headend} over IPv4 and trusts its key. */
        public Invocation to(Headend headend) {
            return to(headend.url(), headend.identity());
        }

        public Invocation to(String url, Identity identity) {
            this.url = Optional.of(url);
            return option("--servercert=" + identity.pin());
        }

        public Invocation user(Credentials user) {
            typed = user.password() + "\n";
            return option("--user=" + user.user()).option("--passwd-on-stdin");
        }

        /** Signs in as {@code user}, who answers what he is asked, question by question; without this nobody is asked. */
        public Invocation typing(String user, String... answers) {
            asksUser = true;
            typed = String.join("\n", answers) + "\n";
            return option("--user=" + user);
        }

        /** Signs in with what {@link #fetchCookie} gave. */
        public Invocation cookie(String cookie) {
            return option("-C").option(cookie);
        }

        /** Any option of openconnect, such as {@code --no-dtls}; one that has a value and no {@code =} takes two calls. */
        public Invocation option(String option) {
            options.add(option);
            return this;
        }

        /** Starts it and does not wait. */
        public Openconnect start() {
            try {
                Path directory = Files.createTempDirectory(topology.directory(), "openconnect-");
                Path script = writeScript(directory);
                Running running = command("--script=" + script)
                        .with("LAB_DIRECTORY", directory.toString())
                        .start();
                return new Openconnect(running, directory);
            } catch (IOException e) {
                throw new LabFailure("openconnect: " + e.getMessage(), e);
            }
        }

        /** Starts it and waits until its tunnel is set up. */
        public Openconnect connect(Duration limit) {
            Openconnect client = start();
            try {
                client.awaitTunnel(limit);
                return client;
            } catch (LabFailure e) {
                client.close();
                throw e;
            }
        }

        /** Only signs in ({@code --cookieonly}), and returns the cookie. */
        public String fetchCookie() {
            return command("--cookieonly").run().orFail().out().strip();
        }

        /** Runs it to its end, whatever that is: for sign-ins that are to fail. */
        public Output run(Duration limit) {
            return command("--script=/bin/true").run(limit);
        }

        /** What the program calls itself, e.g. {@code OpenConnect version v9.01-3}. */
        public String version() {
            return Programs.of(release)
                    .command(namespace, topology.directory(), List.of("openconnect", "--version"))
                    .run()
                    .out()
                    .lines()
                    .findFirst()
                    .orElse("openconnect");
        }

        private Command command(String last) {
            List<String> words = new ArrayList<>(List.of("openconnect"));
            if (!asksUser) {
                words.add("--non-inter");
            }
            words.addAll(options);
            words.add(last);
            words.add(url.orElseThrow(() -> new LabFailure("openconnect: nowhere to go")));
            return Programs.of(release)
                    .command(namespace, topology.directory(), words)
                    .reading(typed);
        }
    }
}

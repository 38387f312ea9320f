package io.sallyport.lab.gateway;

import io.sallyport.lab.Credentials;
import io.sallyport.lab.Deadline;
import io.sallyport.lab.DebianRelease;
import io.sallyport.lab.Gateway;
import io.sallyport.lab.GatewaySetup;
import io.sallyport.lab.Headend;
import io.sallyport.lab.Identity;
import io.sallyport.lab.LabFailure;
import io.sallyport.lab.LabProgram;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.Openconnect;
import io.sallyport.lab.Output;
import io.sallyport.lab.TargetHost;
import io.sallyport.lab.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our gateway in a network of its own, with a host behind it, and its operator's eyes. */
final class Site implements AutoCloseable {
    /** By when what should happen has happened, on a busy machine too. */
    static final Duration SOON = Duration.ofSeconds(30);

    static final Credentials ALICE = new Credentials("alice", "wonderland & <7>");
    static final Credentials BOB = new Credentials("bob", "builder % \"7\"");

    private static final JsonMapper JSON = new JsonMapper();

    private final Topology topology;
    private final Gateway gateway;
    private Headend headend;

    private Site(Topology topology, Gateway gateway) {
        this.topology = topology;
        this.gateway = gateway;
        this.headend = gateway.start(topology);
    }

    /** With the configuration of the lab. */
    static Site open(Credentials... users) {
        return open(UnaryOperator.identity(), users);
    }

    /** @param change what is different in the configuration */
    static Site open(UnaryOperator<String> change, Credentials... users) {
        Topology topology = Topology.create();
        try {
            Site site = new Site(topology, write(topology, change, users));
            TargetHost.start(topology);
            return site;
        } catch (RuntimeException e) {
            topology.close();
            throw e;
        }
    }

    /** All that a gateway needs to run in {@code topology}. */
    static Gateway write(Topology topology, UnaryOperator<String> change, Credentials... users) {
        GatewaySetup setup =
                new GatewaySetup(LabProgram.builtImage(), topology.directory(), Identity.make(topology.directory()));
        return setup.write(change.apply(setup.configuration()), List.of(users));
    }

    Topology topology() {
        return topology;
    }

    Gateway gateway() {
        return gateway;
    }

    /** The one that runs now, or ran last. */
    Headend headend() {
        return headend;
    }

    /** Starts the gateway again, after it has ended. */
    void restart() {
        headend.close();
        headend = gateway.start(topology);
    }

    /** A client on the first machine. */
    Openconnect.Invocation client(DebianRelease release) {
        return client(release, topology.client1());
    }

    Openconnect.Invocation client(DebianRelease release, Namespace machine) {
        return Openconnect.in(topology, machine).of(release).to(headend).option("--no-dtls");
    }

    /** A client that does not keep to TLS. */
    Openconnect.Invocation clientWithDtls(Namespace machine) {
        return Openconnect.in(topology, machine).of(DebianRelease.DEBIAN_12).to(headend);
    }

    /** Waits until the packets of {@code client} go over {@code channel}: {@code tls} or {@code dtls}. */
    void awaitChannel(String channel, Openconnect client) {
        Deadline.in(SOON)
                .await(
                        channel,
                        () -> channel.equals(sessionOf(client).path("channel").asString()));
    }

    /** What the command line says with {@code --json}. */
    Output verb(String... verb) {
        List<String> words = new ArrayList<>(List.of(verb));
        words.add("--json");
        return gateway.verb(words.toArray(String[]::new)).run();
    }

    /** The same of a verb that must succeed. */
    JsonNode json(String... verb) {
        return JSON.readTree(verb(verb).orFail().out());
    }

    private JsonNode ask(String verb) {
        return ask(verb, Map.of());
    }

    /** Has a verb done without the command line, whose start takes longer than most answers. */
    JsonNode ask(String verb, Map<String, ?> arguments) {
        UnixDomainSocketAddress address =
                UnixDomainSocketAddress.of(topology.directory().resolve("control.sock"));
        try (SocketChannel channel = SocketChannel.open(address);
                BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            String call = JSON.writeValueAsString(Map.of("verb", verb, "arguments", arguments)) + "\n";
            channel.write(ByteBuffer.wrap(call.getBytes(StandardCharsets.UTF_8)));
            JsonNode answer = JSON.readTree(in.readLine());
            if (answer.has("error")) {
                throw new LabFailure(verb + ": " + answer.path("error").asString());
            }
            return answer.path("result");
        } catch (IOException e) {
            throw new LabFailure("control socket: " + e.getMessage(), e);
        }
    }

    /** What it says of itself in one word. */
    String state() {
        return ask("status").path("state").asString();
    }

    /** The session whose addresses {@code client} has. */
    JsonNode sessionOf(Openconnect client) {
        String ipv4 = client.tunnel().ipv4().orElseThrow();
        return ask("sessions")
                .valueStream()
                .filter(session -> ipv4.equals(session.path("ipv4").asString()))
                .findFirst()
                .orElseThrow(() -> new LabFailure("no session has " + ipv4));
    }

    Optional<JsonNode> session(String id) {
        return ask("sessions")
                .valueStream()
                .filter(session -> id.equals(session.path("id").asString()))
                .findFirst();
    }

    /** @param sample name and labels as the endpoint writes them */
    double metric(String sample) {
        Optional<String> line = metrics()
                .lines()
                .filter(candidate -> candidate.startsWith(sample + " "))
                .findFirst();
        return Double.parseDouble(line.orElseThrow(() -> new LabFailure("no such metric: " + sample))
                .substring(sample.length() + 1));
    }

    private String metrics() {
        return topology.gateway()
                .run("curl", "-sf", "http://127.0.0.1:9443/metrics")
                .orFail()
                .out();
    }

    @Override
    public void close() {
        try (topology) {
            headend.close();
        }
    }
}

package io.sallyport.server.testkit;

import io.sallyport.server.boot.Configuration;
import io.sallyport.server.boot.Environment;
import io.sallyport.server.boot.Gateway;
import io.sallyport.server.control.ControlClient;
import io.sallyport.server.control.Refused;
import io.sallyport.testcerts.Credential;
import io.sallyport.testcerts.KeyFormat;
import io.sallyport.testcerts.KeyKind;
import io.sallyport.testcerts.Request;
import io.sallyport.testcerts.TestAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A gateway that serves the tests of a class, as a static {@code @RegisterExtension}: on a port of loopback, with an H2 in
 * memory, certificates of its own, an inside network that the test holds, and a clock that it can move.
 *
 * <p>After each test it fails if anything was logged at ERROR: no input is a reason for that. Connections that a test has
 * opened here are closed then.
 */
public final class TestGateway implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    public static final String USER = "alice";
    public static final String PASSWORD = "correct horse";

    /** What clients' certificates are issued by. */
    public static final TestAuthority CLIENTS = TestAuthority.create("Sallyport Test Clients");

    private static final TestAuthority SERVERS = TestAuthority.create("Sallyport Test Servers");
    private static final AtomicInteger INSTANCES = new AtomicInteger();
    private static final int WORKERS = 2;

    private final Map<String, String> sections = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final MovableClock clock = new MovableClock();
    private final InsideWire inside = new InsideWire();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<AutoCloseable> kept = new ArrayList<>();
    private boolean storeInFile;
    private int udpPort;
    private @Nullable Credential certificate;
    private @Nullable Path directory;
    private @Nullable GatewayLog log;
    private @Nullable Gateway gateway;

    private TestGateway() {
        sections.put("listen", "[{address: 127.0.0.1, port: 0}]");
        sections.put(
                "tls",
                "{identities: [{certificate: p256.pem, key: p256-key.pem}, {certificate: rsa.pem, key: rsa-key.pem}]}");
        sections.put("store", "{url: 'jdbc:h2:mem:testkit-" + INSTANCES.incrementAndGet() + "'}");
        sections.put("network", "{ipv4: 192.0.2.0/24, ipv6: '2001:db8:77::/64', nat: none}");
        sections.put("profiles", "[{name: staff, alias: Staff, url: /staff, policy: office}]");
        sections.put("policies", "{office: {simultaneous-sessions: 0}}");
        sections.put("control", "{socket: control.sock}");
        sections.put("metrics", "{address: 127.0.0.1, port: 0}");
        sections.put("bans", "{trusted: [127.0.0.0/8]}");
    }

    public static TestGateway standard() {
        return new TestGateway();
    }

    /** Replaces a top-level section of the configuration. */
    public TestGateway with(String section, String yaml) {
        sections.put(section, yaml);
        return this;
    }

    /** With a store that outlives it, for {@link #restart}. */
    public TestGateway withStoreInFile() {
        storeInFile = true;
        return this;
    }

    /** Serves DTLS, on a port that was free just now. */
    public TestGateway withUdp() {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            udpPort = socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError("no UDP port", e);
        }
        return with("listen", "[{address: 127.0.0.1, port: 0, udp-port: %d}]".formatted(udpPort));
    }

    /** Puts a file beside the configuration. */
    public TestGateway withFile(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    /** Asks for client certificates by {@link #CLIENTS}; {@code more} are further keys of {@code tls}. */
    public TestGateway withClientCertificates(String more) {
        return with("tls", """
                {identities: [{certificate: p256.pem, key: p256-key.pem}, {certificate: rsa.pem, key: rsa-key.pem}],
                 client-certificates: {request: optional, authorities: clients.pem}%s}""".formatted(more));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        log = new GatewayLog();
        directory = Files.createTempDirectory("gateway");
        certificate = SERVERS.server("vpn.example.net", "127.0.0.1");
        write("p256", certificate);
        write(
                "rsa",
                SERVERS.issue(Request.server("vpn.example.net", "127.0.0.1").withKeyKind(KeyKind.RSA_2048)));
        CLIENTS.writeCertificate(file("clients.pem"));
        // Twice: the list that clients get names each authority once.
        Files.writeString(
                file("clients.pem"), Files.readString(file("clients.pem")).repeat(2));
        for (Map.Entry<String, byte[]> named : files.entrySet()) {
            Files.createDirectories(file(named.getKey()).resolveSibling(""));
            Files.write(file(named.getKey()), named.getValue());
        }
        if (storeInFile) {
            sections.put("store", "{url: 'jdbc:h2:file:" + file("store") + "'}");
        }
        StringBuilder yaml = new StringBuilder();
        sections.forEach(
                (name, value) -> yaml.append(name).append(": ").append(value).append("\n"));
        Files.writeString(file("sallyport.yaml"), yaml);
        gateway = start();
        addUser(USER, PASSWORD);
    }

    private Gateway start() throws Exception {
        return switch (Configuration.load(file("sallyport.yaml"))) {
            case Configuration.Loading.Loaded(Configuration loaded) ->
                Gateway.start(loaded, new Environment(inside::open, clock.asSessionClock(), WORKERS));
            case Configuration.Loading.Failed(var problems) -> throw new AssertionError(problems);
        };
    }

    private void write(String name, Credential credential) throws IOException {
        credential.writeChain(file(name + ".pem"));
        credential.writeKey(file(name + "-key.pem"), new KeyFormat.Pkcs8());
    }

    /** A file beside the configuration. */
    public Path file(String name) {
        return Objects.requireNonNull(directory).resolve(name);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        for (AutoCloseable connection : opened) {
            connection.close();
        }
        opened.clear();
        inside.forget();
        List<String> errors = log().newErrors();
        if (!errors.isEmpty()) {
            throw new AssertionError("logged at ERROR:\n" + String.join("\n", errors));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        for (AutoCloseable connection : kept) {
            connection.close();
        }
        if (gateway != null) {
            gateway.close();
        }
        log().close();
        try (Stream<Path> files = Files.walk(Objects.requireNonNull(directory))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    // ---- clients

    public InetSocketAddress address() {
        return gateway().addresses().getFirst();
    }

    /** Where DTLS is served. */
    public InetSocketAddress udpAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), udpPort);
    }

    public RawConnection connectRaw() throws IOException {
        return remembered(new RawConnection(address()));
    }

    public TlsClient connectTls(TlsOptions options) throws IOException {
        return remembered(new TlsClient(address(), options));
    }

    public HttpConnection connect() throws IOException {
        return new HttpConnection(connectTls(TlsOptions.DEFAULT));
    }

    /** One request on a connection of its own. */
    public HttpReply ask(HttpRequest request) throws IOException {
        try (HttpConnection connection = connect()) {
            return connection.send(request);
        }
    }

    /** The answer to an init on a connection of its own. */
    public XmlReply form(String... elements) throws IOException {
        return ask(HttpRequest.post("/", ConfigAuth.init(elements))).xml();
    }

    /** The answer to credentials on {@code connection}, after an init there. */
    public HttpReply signInOn(HttpConnection connection, String user, String password, String... elements)
            throws IOException {
        String handle = connection
                .send(HttpRequest.post("/", ConfigAuth.init(elements)))
                .xml()
                .handle();
        return connection.send(HttpRequest.post("/", ConfigAuth.reply(handle, user, password)));
    }

    /** Signs the user in; answers the cookie. */
    public String signIn(String... elements) throws IOException {
        return signInAs(USER, elements);
    }

    public String signInAs(String user, String... elements) throws IOException {
        try (HttpConnection connection = connect()) {
            HttpReply reply = signInOn(connection, user, PASSWORD, elements);
            if (reply.status() != 200 || !reply.xml().type().equals("complete")) {
                throw new AssertionError("no sign-in: " + reply);
            }
            return reply.xml().at("/config-auth/session-token");
        }
    }

    /** CONNECT with a cookie; answers whatever comes. */
    public HttpReply tryConnect(String cookie, String... headers) throws IOException {
        try (HttpConnection connection = connect()) {
            return connection.send(tunnelRequest(cookie, headers));
        }
    }

    /** A tunnel for the cookie, with the capabilities of openconnect unless {@code headers} are given. */
    public Tunnel tunnel(String cookie, String... headers) throws IOException {
        return tunnelOn(connect(), cookie, headers);
    }

    public Tunnel tunnelOn(HttpConnection connection, String cookie, String... headers) throws IOException {
        HttpReply reply = connection.send(tunnelRequest(cookie, headers));
        if (reply.status() != 200) {
            throw new AssertionError("no tunnel: " + reply);
        }
        return new Tunnel(connection, reply);
    }

    /** A tunnel in a session of its own. */
    public Tunnel tunnel() throws IOException {
        return tunnel(signIn());
    }

    /** A tunnel whose client can do DTLS, but has not begun with it. */
    public Tunnel tunnelWithDtls(String cookie, String... headers) throws IOException {
        return tunnel(cookie, DtlsClient.connectHeaders(headers));
    }

    /** The UDP side of a tunnel made by {@link #tunnelWithDtls}, after its handshake. */
    public DtlsClient dtls(Tunnel tunnel) throws IOException {
        return dtls(tunnel, remembered(new DatagramSocket()));
    }

    /** As {@link #dtls(Tunnel)}; fails as soon as {@code socket} is closed. */
    public DtlsClient dtls(Tunnel tunnel, DatagramSocket socket) throws IOException {
        return new DtlsClient(socket, udpAddress(), tunnel.reply());
    }

    /** CONNECT as openconnect sends it, or with the given headers. */
    public static HttpRequest tunnelRequest(String cookie, String... headers) {
        HttpRequest request = HttpRequest.connect("/CSCOSSLC/tunnel", "Cookie: webvpn=" + cookie);
        return headers.length > 0
                ? request.with(headers)
                : request.with(
                        "User-Agent: Open AnyConnect VPN Agent v9.01",
                        "X-CSTP-Version: 1",
                        "X-CSTP-Hostname: laptop-7",
                        "X-CSTP-Accept-Encoding: oc-lz4,lzs",
                        "X-CSTP-Base-MTU: 1500",
                        "X-CSTP-MTU: 1406",
                        "X-CSTP-Address-Type: IPv6,IPv4",
                        "X-CSTP-Full-IPv6-Capability: true");
    }

    /** Leaves a tunnel open when the test is over, for those that follow. */
    public Tunnel keep(Tunnel tunnel) {
        opened.remove(tunnel.tls());
        kept.add(tunnel);
        return tunnel;
    }

    /** Closes {@code connection} when the test is over. */
    private <T extends AutoCloseable> T remembered(T connection) {
        opened.add(connection);
        return connection;
    }

    // ---- what surrounds the gateway

    public InsideWire inside() {
        return inside;
    }

    public MovableClock clock() {
        return clock;
    }

    public GatewayLog log() {
        return Objects.requireNonNull(log);
    }

    /** What clients are shown by default: P-256. */
    public Credential certificate() {
        return Objects.requireNonNull(certificate);
    }

    // ---- the operator's side

    private Gateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    /** Ends it, and starts it with the same configuration, on other ports. */
    public void restart() throws Exception {
        gateway().close();
        gateway = start();
    }

    /** Stops it before the tests are over. */
    public void stop() {
        gateway().close();
    }

    public void addUser(String name, String password) throws Exception {
        call("user-add", Map.of("user", name, "password", password, "groups", List.of()));
    }

    /** A verb, over the control socket. */
    public JsonNode call(String verb, Map<String, ?> arguments) throws IOException, Refused {
        try (ControlClient client = ControlClient.connect(file("control.sock"))) {
            return client.call(verb, arguments);
        }
    }

    /** The session of the tunnel with that IPv4 address, as operators see it; a missing node if it has ended. */
    public JsonNode session(String ipv4) throws IOException, Refused {
        for (JsonNode session : call("sessions", Map.of())) {
            if (session.path("ipv4").asString("").equals(ipv4)) {
                return session;
            }
        }
        return MissingNode.getInstance();
    }

    /**
     * A metric as it is now.
     *
     * @param series name and labels, as the endpoint writes them
     */
    public long metric(String series) throws IOException {
        InetSocketAddress at = gateway().metricsAddress();
        try (InputStream in = URI.create("http://127.0.0.1:" + at.getPort() + "/metrics")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(series + " "))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no such series: " + series));
        }
    }
}

package io.sallyport.testkit.cstp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A client as a program: signs in and opens tunnels. It has no state, so one is enough for any number of users and
 * sessions, at the same time too.
 *
 * @param from makes its sockets
 * @param to the headend
 * @param trusted a certificate with the only key that it trusts
 * @param protocols TLS versions it offers; empty means what the JDK offers
 */
public record CstpClient(Connector from, InetSocketAddress to, X509Certificate trusted, List<String> protocols) {
    private static final String AGENT = "Open AnyConnect VPN Agent v9.12";
    private static final int MAX_FORMS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public CstpClient {
        protocols = List.copyOf(protocols);
    }

    /** A connection on which nothing was said yet, for those who want to say it themselves. */
    public TlsConnection open() throws IOException {
        TlsConnection connection = TlsConnection.open(from, to, trusted, protocols);
        connection.readTimeout(PATIENCE);
        return connection;
    }

    /** Signs in over a connection of its own. */
    public SignIn signIn(String user, String password) throws IOException {
        return signIn(user, password, Optional.empty());
    }

    /** @param group the one to choose; empty takes what the headend selects */
    public SignIn signIn(String user, String password, Optional<String> group) throws IOException {
        try (TlsConnection connection = open()) {
            return signIn(connection, user, password, group);
        }
    }

    /**
     * Answers forms until the headend grants or has asked the same question twice: ocserv asks for name and password in
     * two forms, we in one.
     */
    public SignIn signIn(TlsConnection connection, String user, String password, Optional<String> group)
            throws IOException {
        Map<String, String> cookies = new TreeMap<>();
        Map<String, String> answers = new TreeMap<>(Map.of("username", user, "password", password));
        HttpReply reply = post(connection, "/", AuthDocument.init("https://" + host(), group), cookies);
        for (int form = 0; form < MAX_FORMS && reply.status() == 200; form++) {
            AuthDocument asked = AuthDocument.parse(reply.body());
            if (asked.type().equals("complete")) {
                String cookie = asked.text("session-token")
                        .or(() -> Optional.ofNullable(cookies.get("webvpn")))
                        .orElseThrow(() -> new ClientFailure("signed in, but no cookie: " + asked));
                return new SignIn.Granted(cookie, asked, reply);
            }
            if (!answers.keySet().containsAll(asked.inputs()) || asked.inputs().isEmpty()) {
                return new SignIn.Refused(reply);
            }
            AuthDocument answer = AuthDocument.reply(asked, field -> Optional.ofNullable(answers.get(field)), group);
            asked.inputs().forEach(answers::remove);
            reply = post(connection, asked.action().orElse("/"), answer, cookies);
        }
        return new SignIn.Refused(reply);
    }

    /** Sends {@code document} as clients do, with the cookies that earlier replies have set, and notes new ones. */
    public HttpReply post(TlsConnection connection, String path, AuthDocument document, Map<String, String> cookies)
            throws IOException {
        String body = document.toString();
        StringBuilder jar = new StringBuilder();
        cookies.forEach((name, value) -> jar.append(jar.isEmpty() ? "Cookie: " : "; ")
                .append(name)
                .append('=')
                .append(value));
        connection.write("POST " + path + " HTTP/1.1\r\n"
                + "Host: " + host() + "\r\n"
                + "User-Agent: " + AGENT + "\r\n"
                + jar + (jar.isEmpty() ? "" : "\r\n")
                + "Accept: */*\r\n"
                + "Accept-Encoding: identity\r\n"
                + "X-Transcend-Version: 1\r\n"
                + "X-Aggregate-Auth: 1\r\n"
                + "Content-Type: application/xml; charset=utf-8\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body);
        HttpReply reply = connection.readReply(TlsConnection.Method.POST);
        for (String name : List.of("webvpncontext", "webvpn")) {
            reply.cookie(name).ifPresent(value -> cookies.put(name, value));
        }
        return reply;
    }

    /** Asks for a tunnel over a connection of its own; the tunnel answers DPD by itself. */
    public Connect connect(String cookie) throws IOException {
        return connect(open(), cookie, CstpTunnel.Answering.AUTOMATIC);
    }

    /** Takes over {@code connection}; it is closed when the headend refuses. */
    public Connect connect(TlsConnection connection, String cookie, CstpTunnel.Answering answering) throws IOException {
        HttpReply reply = requestTunnel(connection, cookie, List.of());
        if (reply.status() == 200) {
            return new Connect.Granted(CstpTunnel.over(connection, reply, answering));
        }
        connection.close();
        return new Connect.Refused(reply);
    }

    /**
     * Sends CONNECT and reads the reply, whatever it is. Behind a granted one there are frames.
     *
     * @param more header lines, such as what the client can of DTLS
     */
    public HttpReply requestTunnel(TlsConnection connection, String cookie, List<String> more) throws IOException {
        connection.write("CONNECT /CSCOSSLC/tunnel HTTP/1.1\r\n"
                + "Host: " + host() + "\r\n"
                + "User-Agent: " + AGENT + "\r\n"
                + "Cookie: webvpn=" + cookie + "\r\n"
                + "X-CSTP-Version: 1\r\n"
                + "X-CSTP-Hostname: testkit\r\n"
                + "X-CSTP-Base-MTU: 1500\r\n"
                + "X-CSTP-MTU: 1406\r\n"
                + "X-CSTP-Address-Type: IPv6,IPv4\r\n"
                + "X-CSTP-Full-IPv6-Capability: true\r\n"
                + String.join("", more.stream().map(line -> line + "\r\n").toList())
                + "\r\n");
        HttpReply reply = connection.readReply(TlsConnection.Method.CONNECT);
        connection.readTimeout(reply.status() == 200 ? Duration.ZERO : PATIENCE); // a quiet tunnel is a healthy one
        return reply;
    }

    private String host() {
        return to.getAddress().getHostAddress();
    }
}

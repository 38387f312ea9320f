package io.sallyport.testkit.load;

import io.sallyport.dataplane.udp.UdpUnavailable;
import io.sallyport.testkit.cstp.ClientFailure;
import io.sallyport.testkit.cstp.Connector;
import io.sallyport.testkit.cstp.CstpClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The load client as a program. It ends with 0, with 1 when something fails, with 2 when it is called wrongly. */
public final class Load {
    private static final String USAGE = """
            Load --to ADDRESS --certificate FILE --user NAME [OPTIONS] < PASSWORD
                signs in, holds sessions, and moves traffic through some of them
              --to ADDRESS         of the headend, as a literal
              --port N             of the headend, default 443
              --certificate FILE   PEM; the only key that is trusted
              --user NAME          its password is the first line of standard input
              --sessions N         how many, default 1
              --carrier tls|dtls   what carries the packets, default dtls
              --busy N             sessions with traffic, default 1; 0 for none
              --direction download|upload   default download
              --peer ADDRESS       where `Load --listen` runs behind the gateway; needed for traffic
              --peer-port N        default 5001
              --window N           packets under way per busy session, default 400
              --seconds N          how long, default 10

            Load --listen ADDRESS [--peer-port N]
                the host behind the gateway, until it is stopped
            """;
    private static final Set<String> OPTIONS = Set.of(
            "to",
            "port",
            "certificate",
            "user",
            "sessions",
            "carrier",
            "busy",
            "direction",
            "peer",
            "peer-port",
            "window",
            "seconds",
            "listen");
    private static final int DEFAULT_PEER_PORT = 5001;
    private static final int FAILED = 1;
    private static final int USAGE_ERROR = 2;

    private final Map<String, String> options;

    private Load(Map<String, String> options) {
        this.options = options;
    }

    /** The command line was not understood. */
    private static final class Misused extends Exception {
        Misused(String message) {
            super(message);
        }
    }

    public static void main(String[] words) {
        if (List.of(words).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        try {
            new Load(parse(words)).run();
        } catch (Misused e) {
            System.err.println("load: " + e.getMessage() + "\n\n" + USAGE);
            System.exit(USAGE_ERROR);
        } catch (IOException | UdpUnavailable | ClientFailure | CertificateException e) {
            System.err.println("load: " + e.getMessage());
            System.exit(FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> parse(String[] words) throws Misused {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < words.length; i += 2) {
            String name = words[i].startsWith("--") ? words[i].substring(2) : "";
            if (!OPTIONS.contains(name) || i + 1 == words.length) {
                throw new Misused(words[i] + ": not understood");
            }
            options.put(name, words[i + 1]);
        }
        return options;
    }

    private void run() throws Misused, IOException, UdpUnavailable, CertificateException, InterruptedException {
        int peerPort = number("peer-port", DEFAULT_PEER_PORT, 1);
        if (options.containsKey("listen")) {
            try (TrafficPeer peer =
                    TrafficPeer.listen(Inside.HERE, new InetSocketAddress(address("listen"), peerPort))) {
                System.out.println("listening on port " + peer.port());
                new CountDownLatch(1).await();
            }
            return;
        }
        int busy = number("busy", 1, 0);
        Traffic traffic = busy == 0
                ? null
                : new Traffic(
                        choice("direction", Direction.DOWNLOAD),
                        new InetSocketAddress(address("peer"), peerPort),
                        number("window", 400, FlowMessage.COUNT_EVERY));
        CstpClient client = new CstpClient(
                Connector.HERE, new InetSocketAddress(address("to"), number("port", 443, 1)), certificate(), List.of());
        try (LoadClient load = new LoadClient(client, Inside.HERE)) {
            List<LoadSession> sessions =
                    load.open(number("sessions", 1, 1), required("user"), password(), choice("carrier", Carrier.DTLS));
            System.out.println("sessions: " + sessions.size());
            List<LoadSession> working = sessions.subList(0, Math.min(busy, sessions.size()));
            if (traffic != null) {
                for (LoadSession session : working) {
                    session.begin(traffic);
                }
            }
            int seconds = number("seconds", 10, 1);
            TimeUnit.SECONDS.sleep(seconds);
            print(working, seconds);
            System.out.println("still open: "
                    + sessions.stream().filter(LoadSession::isOpen).count());
        }
    }

    private static void print(List<LoadSession> sessions, int seconds) {
        long bytes = sessions.stream()
                .mapToLong(session -> session.carried() * session.payloadLength())
                .sum();
        long[] shares =
                sessions.stream().mapToLong(LoadSession::carried).sorted().toArray();
        if (shares.length > 0) {
            System.out.printf(
                    Locale.ROOT,
                    "%.3f Gbit/s, packets of a session: %d to %d%n",
                    bytes * 8 / 1e9 / seconds,
                    shares[0],
                    shares[shares.length - 1]);
        }
    }

    private String required(String name) throws Misused {
        String value = options.get(name);
        if (value == null) {
            throw new Misused("--" + name + " is missing");
        }
        return value;
    }

    private InetAddress address(String name) throws Misused {
        try {
            return InetAddress.ofLiteral(required(name));
        } catch (IllegalArgumentException e) {
            throw new Misused("--" + name + ": no address: " + options.get(name));
        }
    }

    private int number(String name, int otherwise, int least) throws Misused {
        String text = options.getOrDefault(name, Integer.toString(otherwise));
        if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least) {
            throw new Misused("--" + name + ": found " + text + ", expected a number from " + least + " on");
        }
        return Integer.parseInt(text);
    }

    private <E extends Enum<E>> E choice(String name, E otherwise) throws Misused {
        String text = options.getOrDefault(name, otherwise.name());
        try {
            return Enum.valueOf(otherwise.getDeclaringClass(), text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Misused("--" + name + ": found " + text);
        }
    }

    private X509Certificate certificate() throws Misused, IOException, CertificateException {
        try (InputStream in = Files.newInputStream(Path.of(required("certificate")))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String password() throws IOException {
        String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line;
    }
}

package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.testkit.cstp.AuthDocument;
import io.sallyport.testkit.cstp.CstpClient;
import io.sallyport.testkit.cstp.TlsConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;

/** Short connections in a closed loop. Each is new: a whole TLS handshake, nothing resumed. */
final class Connections implements Workload {
    private static final int SESSIONS_PER_CLIENT = 4;

    private final Kind kind;
    private final ClosedLoop warmUp;
    private final ClosedLoop loop;
    private final Map<Contender, List<String>> cookies = new WeakHashMap<>();

    /** What is done with a connection. */
    enum Kind {
        /** One trivial request. */
        TLS("new TLS connections"),
        /** CONNECT with the cookie of a session; the tunnel is dropped at once. */
        CONNECT("CONNECTs by cookie"),
        /** The first form of a sign-in: all that a sign-in does but the password. */
        FORM("sign-in forms"),
        /** A whole sign-in with a local password. */
        SIGN_IN("sign-ins, local password");

        private final String label;

        Kind(String label) {
            this.label = label;
        }
    }

    Connections(Kind kind, ClosedLoop warmUp, ClosedLoop loop) {
        this.kind = kind;
        this.warmUp = warmUp;
        this.loop = loop;
    }

    @Override
    public String name() {
        return kind.label;
    }

    @Override
    public Units units() {
        return Units.OPERATIONS;
    }

    @Override
    public void prepare(Contender contender) {
        if (kind == Kind.CONNECT) {
            cookies.put(contender, signInAll(contender.client()));
        }
        warmUp.run(action(contender, contender.client()));
    }

    @Override
    public Sample run(Contender contender) {
        CstpClient client = contender.client();
        double before = contender.settledCpuSeconds();
        ClosedLoop.Outcome outcome = loop.run(action(contender, client));
        double used = contender.settledCpuSeconds() - before;
        return new Sample(outcome.perSecond(), used * 1000 / outcome.done());
    }

    private ClosedLoop.Action action(Contender contender, CstpClient client) {
        return switch (kind) {
            case TLS -> _ -> get(client);
            case FORM -> _ -> fetchForm(client);
            case SIGN_IN ->
                _ -> client.signIn(Contender.USER.user(), Contender.USER.password())
                        .orFail();
            case CONNECT -> new ByCookie(client, cookies.getOrDefault(contender, List.of()));
        };
    }

    private static void get(CstpClient client) throws IOException {
        try (TlsConnection connection = client.open()) {
            connection.write("GET / HTTP/1.1\r\nHost: vpn.example.test\r\n\r\n");
            connection.readReply(TlsConnection.Method.GET);
        }
    }

    private static void fetchForm(CstpClient client) throws IOException {
        try (TlsConnection connection = client.open()) {
            AuthDocument init = AuthDocument.init("https://vpn.example.test", Optional.empty());
            client.post(connection, "/", init, new TreeMap<>());
        }
    }

    private List<String> signInAll(CstpClient client) {
        List<String> all = new ArrayList<>();
        try {
            for (int i = 0; i < loop.clients() * SESSIONS_PER_CLIENT; i++) {
                all.add(client.signIn(Contender.USER.user(), Contender.USER.password())
                        .orFail()
                        .cookie());
            }
            return all;
        } catch (IOException e) {
            throw new LabFailure("sign-in: " + e.getMessage(), e);
        }
    }

    /** Each client goes round its own sessions, so that no two ask for the same tunnel at the same time. */
    private static final class ByCookie implements ClosedLoop.Action {
        private final CstpClient client;
        private final List<String> cookies;
        private final int[] next;

        ByCookie(CstpClient client, List<String> cookies) {
            this.client = client;
            this.cookies = cookies;
            this.next = new int[cookies.size() / SESSIONS_PER_CLIENT];
        }

        @Override
        public void run(int number) throws IOException {
            int session = number * SESSIONS_PER_CLIENT + next[number]++ % SESSIONS_PER_CLIENT;
            client.connect(cookies.get(session)).orFail().close();
        }
    }
}

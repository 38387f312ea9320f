package io.sallyport.server.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Authenticator;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Question;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.UserName;
import io.sallyport.aaa.ban.BanList;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.aaa.store.Store;
import io.sallyport.config.ConfigReader;
import io.sallyport.config.ConfigResult;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Secret;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.server.address.AddressPools;
import io.sallyport.server.auth.ClientMessage.Capability;
import io.sallyport.server.auth.ClientMessage.Dialect;
import io.sallyport.server.auth.Fields.Field;
import io.sallyport.server.dtls.DtlsCounters;
import io.sallyport.server.dtls.DtlsRoom;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.session.SessionClock;
import io.sallyport.server.session.SessionCounters;
import io.sallyport.server.session.Sessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sign-ins with everything behind them but the network: sessions, a store in memory, bans. What the authenticators say is
 * written by the test; time stands still until it is moved.
 */
final class SignInRig implements AutoCloseable {
    private static final String CONFIGURATION = """
            tls: {identities: [{certificate: any.pem, key: any.pem}]}
            network: {ipv4: 192.0.2.0/24, nat: none}
            profiles:
              - {name: staff, alias: Staff, url: /staff, default: true, policy: office}
              - {name: eng, alias: Engineers, url: /eng, policy: office}
              - {name: ops, hidden: true, policy: office}
            policies:
              office: {banner: Welcome, simultaneous-sessions: 2}
            bans: {after: 80}
            limits: {conversation-attempts: 3, conversations: 20, conversations-per-source: 10}
            """;

    static final InetSocketAddress ALICE = remote("198.51.100.7");

    final AuthCounters counters = new AuthCounters();
    final AtomicLong nanos = new AtomicLong();
    final SignIns signIns;
    final BanList bans;
    private final Map<String, Authenticator> authenticators = new ConcurrentHashMap<>();
    private final ControlExecutor control = new ControlExecutor();
    private final Store store;

    SignInRig(Path directory) throws IOException {
        Files.writeString(directory.resolve("any.pem"), "any");
        Path file = Files.writeString(directory.resolve("sallyport.yaml"), CONFIGURATION);
        ConfigResult result = ConfigReader.read(file);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        GatewayConfig config = ((ConfigResult.Valid) result).config();
        store = Store.open(new io.sallyport.config.Store("jdbc:h2:mem:" + UUID.randomUUID()));
        bans = new BanList(config.bans(), 100);
        SessionClock clock = new SessionClock(() -> Instant.EPOCH.plusNanos(nanos.get()), nanos::get);
        Sessions sessions = new Sessions(
                control,
                control,
                new SessionStore(store),
                new AddressPools(config.network()),
                new Routes(),
                clock,
                new SessionCounters(),
                new DtlsRoom(config::dtls, new DtlsCounters(), clock.ticker()),
                100);
        Profiles profiles = new Profiles(
                config,
                profile -> signIn -> Objects.requireNonNull(authenticators.get(profile.name()))
                        .begin(signIn),
                certificate -> List.of(),
                1_761_200_000_000L);
        signIns = new SignIns(
                control,
                () -> profiles,
                config::limits,
                sessions,
                new Gatekeeper(bans, clock.calendar()),
                counters,
                clock.ticker());
        authenticators.put("staff", password("alice", "right"));
        authenticators.put("eng", password("alice", "right"));
        authenticators.put("ops", password("alice", "right"));
    }

    void use(String profile, Authenticator authenticator) {
        authenticators.put(profile, authenticator);
    }

    void advance(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    long count(AuthCounters.Event event) {
        return counters.events().of(event);
    }

    @Override
    public void close() {
        control.close();
        store.close();
    }

    // ---- authenticators

    static CompletionStage<Outcome> now(Outcome outcome) {
        return CompletableFuture.completedStage(outcome);
    }

    static Outcome accepted(String user) {
        return new Outcome.Accepted(new Identity(new UserName(user), List.of()));
    }

    static Authenticator password(String user, String password) {
        return password(user, password, accepted(user));
    }

    /** Asks for a name and a password; {@code then} follows the right ones. */
    static Authenticator password(String user, String password, Outcome then) {
        return signIn -> now(new Outcome.Ask(
                new Question.Credentials(signIn.user()),
                answer -> now(
                        answer.equals(new Answer.Credentials(user, new Secret(password)))
                                ? then
                                : new Outcome.Refused(Refusal.WRONG_CREDENTIALS))));
    }

    /** Asks again for as long as the answer is wrong. */
    static Outcome challenge(String code, Outcome then) {
        return challenge(code, then, Optional.empty());
    }

    private static Outcome challenge(String code, Outcome then, Optional<Refusal> complaint) {
        return new Outcome.Ask(
                new Question.Challenge("Code for 100 %"),
                answer -> now(
                        answer.equals(new Answer.Response(new Secret(code)))
                                ? then
                                : challenge(code, then, Optional.of(Refusal.WRONG_RESPONSE))),
                complaint);
    }

    // ---- a client

    /** A client program: what it keeps between its messages, and the connection that it uses now. */
    final class Caller {
        private final Set<Capability> capabilities;
        Object connection = new Object();
        InetSocketAddress remote = ALICE;
        String path = "/";
        Optional<String> cookie = Optional.empty();
        Optional<String> connectionHandle = Optional.empty();
        List<X509Certificate> certificates = List.of();
        Dialect dialect = Dialect.AGGREGATE_AUTH_2;

        Caller(Capability... capabilities) {
            this.capabilities = Set.of(capabilities);
        }

        ServerMessage knock() {
            return say(new ClientMessage.Init(Optional.empty(), Optional.empty(), false, client()));
        }

        ServerMessage knockAt(String group) {
            return say(new ClientMessage.Init(Optional.of(group), Optional.empty(), false, client()));
        }

        ServerMessage knockAtUrl(String typed) {
            return say(new ClientMessage.Init(Optional.empty(), Optional.of(typed), false, client()));
        }

        ServerMessage knockWithoutCertificate() {
            return say(new ClientMessage.Init(Optional.empty(), Optional.empty(), true, client()));
        }

        ServerMessage signIn(ServerMessage.Ask form, String user, String password) {
            return reply(form, Optional.empty(), credentials(user, password));
        }

        ServerMessage fill(ServerMessage.Ask form, Field field, String text) {
            return reply(
                    form,
                    Optional.empty(),
                    new Fields(Optional.empty(), Map.of(field, new Secret(text)), Optional.empty()));
        }

        ServerMessage reply(ServerMessage.Ask form, Optional<String> group, Fields fields) {
            return say(new ClientMessage.AuthReply(Optional.of(form.place().handle()), group, fields, client()));
        }

        ServerMessage say(ClientMessage message) {
            return saying(message).orTimeout(10, TimeUnit.SECONDS).join();
        }

        CompletableFuture<ServerMessage> saying(ClientMessage message) {
            return signIns.answer(message, visit()).toCompletableFuture();
        }

        Visit visit() {
            return new Visit(
                    connection,
                    remote,
                    path,
                    cookie,
                    connectionHandle,
                    "33C06F48",
                    certificates,
                    false,
                    Optional.empty(),
                    "Test Agent");
        }

        ClientMessage.Client client() {
            return new ClientMessage.Client("4.10.05095", "win", "PC-7", dialect, capabilities);
        }
    }

    static Fields credentials(String user, String password) {
        return new Fields(Optional.of(user), Map.of(Field.PASSWORD, new Secret(password)), Optional.empty());
    }

    static ServerMessage.Ask ask(ServerMessage message) {
        assertThat(message).isInstanceOf(ServerMessage.Ask.class);
        return (ServerMessage.Ask) message;
    }

    static InetSocketAddress remote(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 40_000);
    }
}

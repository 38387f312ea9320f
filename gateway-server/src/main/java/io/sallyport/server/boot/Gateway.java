package io.sallyport.server.boot;

import io.sallyport.aaa.Chain;
import io.sallyport.aaa.ban.BanList;
import io.sallyport.aaa.certificate.CertificateAuthenticator;
import io.sallyport.aaa.certificate.CertificateNames;
import io.sallyport.aaa.certificate.CertificateOwners;
import io.sallyport.aaa.certificate.ClientCertificates;
import io.sallyport.aaa.certificate.MultipleCertificateAuthenticator;
import io.sallyport.aaa.certificate.OcspClient;
import io.sallyport.aaa.certificate.RevocationLists;
import io.sallyport.aaa.local.LocalAuthenticator;
import io.sallyport.aaa.local.LocalUsers;
import io.sallyport.aaa.local.PasswordChecks;
import io.sallyport.aaa.session.SessionStore;
import io.sallyport.aaa.store.Store;
import io.sallyport.aaa.store.StoreUnavailable;
import io.sallyport.aaa.totp.TotpAuthenticator;
import io.sallyport.aaa.totp.TotpSecrets;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Limits;
import io.sallyport.config.Listen;
import io.sallyport.config.Policy;
import io.sallyport.config.Position;
import io.sallyport.config.Problem;
import io.sallyport.config.Tls;
import io.sallyport.dataplane.host.HostRefused;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.tun.TunUnavailable;
import io.sallyport.dataplane.udp.DtlsLimits;
import io.sallyport.dataplane.udp.DtlsListener;
import io.sallyport.dataplane.udp.UdpUnavailable;
import io.sallyport.dataplane.worker.WorkerSettings;
import io.sallyport.dataplane.worker.Workers;
import io.sallyport.server.address.AddressPools;
import io.sallyport.server.auth.Gatekeeper;
import io.sallyport.server.auth.Profiles;
import io.sallyport.server.auth.SignIns;
import io.sallyport.server.control.ControlSocket;
import io.sallyport.server.download.DownloadWatch;
import io.sallyport.server.dtls.DtlsRoom;
import io.sallyport.server.http.DownloadRoom;
import io.sallyport.server.http.HttpRooms;
import io.sallyport.server.http.SignInRoom;
import io.sallyport.server.http.TunnelRoom;
import io.sallyport.server.inside.InsideNetwork;
import io.sallyport.server.listen.ListenCounters.Loss;
import io.sallyport.server.listen.Listener;
import io.sallyport.server.listen.NewConnection;
import io.sallyport.server.listen.Strangers;
import io.sallyport.server.metrics.MetricsEndpoint;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.session.Retention;
import io.sallyport.server.session.SessionClock;
import io.sallyport.server.session.Sessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: everything is wired here, started in order and stopped in reverse.
 *
 * <p>Thread-safe.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);
    private static final int BANS_REMEMBERED = 65_536;

    private final Teardown teardown;
    private final SessionClock clock;
    private final AtomicReference<Live> live;
    private final Lifecycle lifecycle;

    final Counters counters = new Counters();
    final Strangers strangers = new Strangers();
    final Store store;
    final StoreWatch storeWatch;
    final PasswordChecks passwordChecks;
    final LocalUsers users;
    final TotpSecrets totpSecrets;
    final BanList bans;
    private final Gatekeeper gatekeeper;
    final OcspClient ocsp;
    final AddressPools pools;
    final ControlExecutor control;
    final Offload offload;
    private final DownloadWatch downloads;
    final Sessions sessions;
    final SignIns signIns;
    final Workers workers;
    final DtlsRoom dtlsRoom;
    final List<DtlsListener> dtlsListeners = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final MetricsEndpoint metrics;
    private boolean closed;

    private Gateway(Configuration configuration, Environment environment, Teardown teardown)
            throws TunUnavailable, HostRefused, IOException, UdpUnavailable {
        GatewayConfig config = configuration.config();
        this.teardown = teardown;
        this.clock = environment.clock();
        this.lifecycle = new Lifecycle(clock.calendar().instant());
        this.store = teardown.add(Store.open(config.store()));
        this.storeWatch = new StoreWatch(store);
        this.passwordChecks = teardown.add(new PasswordChecks(config.limits()));
        this.users = new LocalUsers(store, clock.calendar());
        this.totpSecrets = new TotpSecrets(store);
        this.bans = new BanList(config.bans(), BANS_REMEMBERED);
        this.gatekeeper = new Gatekeeper(bans, clock.calendar());
        this.control = teardown.add(new ControlExecutor());
        this.offload = teardown.add(new Offload(Runtime.getRuntime().availableProcessors()));
        this.ocsp = teardown.add(new OcspClient(clock.calendar()));
        this.live = new AtomicReference<>(live(configuration));
        this.downloads = teardown.add(DownloadWatch.start(config.downloads(), counters.downloads()));
        configuration.mistakes().forEach(mistake -> log.warn("client profile: {}", mistake));
        this.pools = new AddressPools(config.network());
        Routes routes = new Routes();
        this.dtlsRoom = teardown.add(new DtlsRoom(() -> config().dtls(), counters.dtls(), clock.ticker()));
        SessionStore sessionStore = new SessionStore(store);
        this.sessions = new Sessions(
                control,
                offload,
                sessionStore,
                pools,
                routes,
                clock,
                counters.sessions(),
                dtlsRoom,
                config.limits().sessions());
        this.signIns = new SignIns(
                control,
                () -> live.get().profiles(),
                this::limits,
                sessions,
                gatekeeper,
                counters.auth(),
                clock.ticker());
        log.info(
                "sessions restored: count={}",
                sessions.restore(sessionStore.live(), this::policyOf).join());
        this.workers = startWorkers(config, environment, routes);
        this.metrics = teardown.add(MetricsEndpoint.start(
                config.metrics(), GatewayMeters.of(this), lifecycle::sickness, this::unreadiness));
        teardown.add(ControlSocket.open(config.control().socket(), GatewayVerbs.of(this)));
        control.everySecond(sessions::tick);
        control.everySecond(signIns::tick);
        control.everySecond(storeWatch::tick);
        control.everySecond(new Retention(sessionStore, clock.calendar())::tick);
        listen(config.listen());
        lifecycle.ready();
    }

    /**
     * Starts a gateway; on return it accepts clients.
     *
     * @throws StartFailed if something that it needs cannot be had; nothing is left behind then
     */
    public static Gateway start(Configuration configuration, Environment environment) throws StartFailed {
        Teardown teardown = new Teardown();
        try {
            return new Gateway(configuration, environment, teardown);
        } catch (TunUnavailable | HostRefused | IOException | UdpUnavailable | StoreUnavailable e) {
            teardown.close();
            throw new StartFailed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            teardown.close();
            throw e;
        }
    }

    private Workers startWorkers(GatewayConfig config, Environment environment, Routes routes)
            throws TunUnavailable, HostRefused {
        int mtu =
                config.policies().values().stream().mapToInt(Policy::mtu).max().orElseThrow();
        InsideNetwork inside =
                teardown.add(environment.inside().open(config.network(), mtu, environment.workerCount()));
        WorkerSettings settings = new WorkerSettings(config.network().nap(), clock.ticker());
        return teardown.add(Workers.start(inside.queues(), routes, settings, this::insideLost));
    }

    /** Somebody has taken the TUN device away. A gateway without it is none; whoever watches the process starts another. */
    private void insideLost() {
        log.error("TUN device lost: stopping");
        lifecycle.failed("the TUN device is gone");
    }

    private void listen(List<Listen> addresses) throws IOException, UdpUnavailable {
        SignInRoom signInRoom = new SignInRoom(
                signIns,
                gatekeeper,
                counters.http(),
                () -> limits().conversationTime(),
                clock.calendar(),
                downloads::catalogue);
        TunnelRoom tunnelRoom = new TunnelRoom(
                sessions,
                gatekeeper,
                counters.http(),
                counters.cstp(),
                this::limits,
                () -> config().dtls(),
                clock.ticker(),
                downloads::catalogue);
        DownloadRoom downloadRoom = new DownloadRoom(downloads::catalogue, sessions, counters.http(), offload);
        HttpRooms rooms = new HttpRooms(
                signInRoom,
                tunnelRoom,
                gatekeeper,
                downloadRoom,
                this::limits,
                counters.http(),
                () -> counters.listen().losses().count(Loss.REQUEST_TIME));
        NewConnection.Environment shared = new NewConnection.Environment(
                () -> live.get().tls(),
                () -> live.get().certificates(),
                this::limits,
                offload::of,
                strangers,
                counters.listen(),
                rooms::enter);
        for (Listen address : addresses) {
            if (address.udpPort() != 0) {
                listenForDtls(address);
            }
            listeners.add(teardown.add(Listener.bind(
                    address, workers.all(), worker -> new NewConnection(worker, shared, address.udpPort()))));
        }
    }

    private void listenForDtls(Listen address) throws UdpUnavailable {
        Limits limits = limits();
        DtlsLimits bounds = new DtlsLimits(
                Math.max(1, limits.dtlsHandshakes() / workers.all().size()),
                DtlsLimits.DEFAULT.handshakesPerOffer(),
                limits.dtlsHandshakeTime().toNanos());
        DtlsListener listener = teardown.add(DtlsListener.open(
                workers.all(), new InetSocketAddress(address.address(), address.udpPort()), bounds, clock.ticker()));
        dtlsListeners.add(listener);
        dtlsRoom.addDoor(listener);
    }

    private Live live(Configuration configuration) {
        Instant now = clock.calendar().instant();
        GatewayConfig config = configuration.config();
        Tls.ClientCertificates rules = config.tls().clientCertificates();
        ClientCertificates certificates = new ClientCertificates(
                rules.ocsp(),
                configuration.tls().authorities(),
                configuration.revocationLists(),
                ocsp,
                offload,
                clock.calendar());
        warnOfRevocationLists(configuration, now);
        CertificateNames names = new CertificateNames(rules.userFrom(), rules.groupFrom());
        CertificateOwners owners = new CertificateOwners(names, users);
        Profiles profiles = new Profiles(
                config,
                profile -> new Chain(profile, method -> switch (method) {
                    case LOCAL -> new LocalAuthenticator(users, passwordChecks, config.passwords());
                    case TOTP -> new TotpAuthenticator(totpSecrets, clock.calendar());
                    case CERTIFICATE -> new CertificateAuthenticator(certificates, owners);
                    case MULTIPLE_CERTIFICATE -> new MultipleCertificateAuthenticator(certificates, owners);
                }),
                names::groups,
                now.toEpochMilli());
        return new Live(config, configuration.tls(), certificates, profiles, now);
    }

    /** No reason not to start, but one why certificates will be refused. */
    private static void warnOfRevocationLists(Configuration configuration, Instant now) {
        if (configuration.revocationLists().isEmpty()) {
            return;
        }
        for (X509Certificate authority : configuration.tls().authorities()) {
            RevocationLists.problemOf(authority, configuration.revocationLists(), now)
                    .ifPresent(problem -> log.warn(
                            "certificates will be refused: authority={} why={}",
                            authority.getSubjectX500Principal().getName(),
                            problem));
        }
    }

    private Optional<Policy> policyOf(String profileName) {
        GatewayConfig config = config();
        return config.profiles().stream()
                .filter(profile -> profile.name().equals(profileName))
                .findFirst()
                .map(config::policyOf);
    }

    // ---- what is asked of a running gateway

    GatewayConfig config() {
        return live.get().config();
    }

    Instant configReadAt() {
        return live.get().readAt();
    }

    Instant now() {
        return clock.calendar().instant();
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    private Limits limits() {
        return config().limits();
    }

    /** Where clients are served. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    /** Where metrics are served. */
    public InetSocketAddress metricsAddress() {
        return metrics.address();
    }

    /** What keeps the gateway from taking new clients, if anything does. */
    private Optional<String> unreadiness() {
        return lifecycle
                .unreadiness()
                .or(() -> storeWatch.isReachable() ? Optional.empty() : Optional.of("store out of reach"));
    }

    /**
     * Reads the configuration again. What can change while the gateway runs does so, for new connections and new sessions;
     * if anything is wrong, nothing changes.
     *
     * @return what is wrong; empty if the new configuration holds
     */
    public synchronized List<Problem> reload() {
        return switch (Configuration.load(config().file())) {
            case Configuration.Loading.Failed(List<Problem> problems) -> refuse(problems);
            case Configuration.Loading.Loaded(Configuration configuration) -> {
                try {
                    downloads.follow(configuration.config().downloads());
                } catch (IOException e) { // it was there a moment ago
                    yield refuse(List.of(new Problem(
                            config().file(), new Position(1, 1), "downloads", e.toString(), "files that stay")));
                }
                warnOfWhatNeedsARestart(config(), configuration.config());
                configuration.mistakes().forEach(mistake -> log.warn("client profile: {}", mistake));
                live.set(live(configuration));
                bans.follow(configuration.config().bans());
                sessions.limitTo(configuration.config().limits().sessions());
                log.info("configuration reloaded: file={}", config().file());
                yield List.of();
            }
        };
    }

    private static List<Problem> refuse(List<Problem> problems) {
        problems.forEach(problem -> log.error("reload refused: {}", problem));
        return problems;
    }

    private static void warnOfWhatNeedsARestart(GatewayConfig before, GatewayConfig after) {
        record Section(String name, Object before, Object after) {}
        List.of(
                        new Section("listen", before.listen(), after.listen()),
                        new Section(
                                "tls.legacy", before.tls().legacy(), after.tls().legacy()),
                        new Section("store", before.store(), after.store()),
                        new Section("network", before.network(), after.network()),
                        new Section("control", before.control(), after.control()),
                        new Section("metrics", before.metrics(), after.metrics()))
                .forEach(section -> {
                    if (!section.before().equals(section.after())) {
                        log.warn("needs a restart to take effect: section={}", section.name());
                    }
                });
    }

    // ---- the end

    /** Asks for the end; {@link #awaitEnd} returns. */
    public void requestStop() {
        lifecycle.stop();
    }

    /**
     * Waits until the end is asked for, then takes no new sessions, leaves the tunnels as long as configured, and stops.
     *
     * @return whether it ended because it was asked to, and not because something broke
     */
    public boolean awaitEnd() throws InterruptedException {
        lifecycle.awaitStop();
        if (lifecycle.sickness().isEmpty()) {
            drain(config().drain());
        }
        close();
        return lifecycle.sickness().isEmpty();
    }

    private void drain(Duration patience) throws InterruptedException {
        lifecycle.draining();
        sessions.drain();
        log.info("draining: patience={}", patience);
        if (!new Drain(sessions, lifecycle).until(patience)) {
            log.info("tunnels left to their clients");
        }
    }

    /** Stops at once. Clients are told nothing: they come back with their cookies. Harmless when repeated. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        sessions.leaveAll().join();
        teardown.close();
    }
}

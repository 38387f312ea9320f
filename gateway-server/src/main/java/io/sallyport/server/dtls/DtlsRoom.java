package io.sallyport.server.dtls;

import io.sallyport.config.Dtls;
import io.sallyport.dataplane.dtls.ClientHello;
import io.sallyport.dataplane.dtls.DtlsVersion;
import io.sallyport.dataplane.dtls.LegacyHandshake;
import io.sallyport.dataplane.udp.HandshakePath;
import io.sallyport.dataplane.udp.Handshaking;
import io.sallyport.dataplane.udp.LegacyHandshaking;
import io.sallyport.dataplane.udp.Offer;
import io.sallyport.dataplane.udp.OfferId;
import io.sallyport.dataplane.udp.Offers;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.server.tunnel.DtlsChoice;
import io.sallyport.server.tunnel.DtlsChoice.Versions;
import io.sallyport.server.tunnel.DtlsGrant;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * Offers DTLS to tunnels, and does the handshakes of the clients that take it.
 *
 * <p>Thread-safe.
 */
public final class DtlsRoom implements AutoCloseable {
    private static final int RANDOM_LENGTH = 32;

    private final List<Offers> doors = new CopyOnWriteArrayList<>();
    private final Supplier<Dtls> settings;
    private final DtlsCounters counters;
    private final LongSupplier nanoTime;
    private final TlsCrypto crypto;
    private final SecureRandom random = new SecureRandom();
    private final HelloVerifier verifier;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("dtls-handshake-", 0).factory());

    /** @param settings as they are now; a reload changes them */
    public DtlsRoom(Supplier<Dtls> settings, DtlsCounters counters, LongSupplier nanoTime) {
        this.settings = settings;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.crypto = new BcTlsCrypto(random); // handshakes only
        this.verifier = new HelloVerifier(crypto);
    }

    public DtlsCounters counters() {
        return counters;
    }

    /** Where clients may come in; before the first offer. */
    public void addDoor(Offers door) {
        doors.add(door);
    }

    /**
     * Makes {@code grant} known to all doors: whoever names its id and proves to have its secret becomes a channel of the
     * tunnel. Before the client hears of it.
     *
     * @return takes the offer back
     */
    public Runnable offer(DtlsGrant grant, DtlsTunnel tunnel) {
        Offer offer = new Offer(new OfferId(grant.id()), (hello, path) -> begin(grant, tunnel, hello, path));
        doors.forEach(door -> door.post(offer));
        return () -> doors.forEach(door -> door.withdraw(offer));
    }

    private @Nullable Handshaking begin(DtlsGrant grant, DtlsTunnel tunnel, ClientHello hello, HandshakePath path) {
        tunnel.carriage().handshakeBegun();
        PathListener listener = new DtlsChannel(path.worker(), tunnel, counters, nanoTime);
        return switch (grant.choice()) {
            case DtlsChoice.PskNegotiated() ->
                standard(path, listener, inbox -> new PskServer(crypto, grant.secret(), inbox::expect));
            case DtlsChoice.Resumed(DtlsChoice.NamedSuite suite, DtlsChoice.CipherHeader _) ->
                standard(path, listener, resuming(grant, suite, ProtocolVersion.DTLSv12));
            case DtlsChoice.Legacy(DtlsChoice.NamedSuite suite, Versions versions) -> {
                boolean cisco = hello.version() == DtlsVersion.CISCO_0_9.wire();
                boolean standard = hello.version() == DtlsVersion.DTLS_1_0.wire();
                if (cisco && versions != Versions.DTLS_1_0) {
                    yield cisco(grant, suite, path, listener);
                } else if (standard && versions != Versions.CISCO_0_9) {
                    yield standard(path, listener, resuming(grant, suite, ProtocolVersion.DTLSv10));
                }
                yield null;
            }
        };
    }

    private Function<HandshakeInbox, HandshakeServer> resuming(
            DtlsGrant grant, DtlsChoice.NamedSuite suite, ProtocolVersion version) {
        return inbox -> new ResumingServer(crypto, grant.id(), grant.secret(), suite.number(), version, inbox::expect);
    }

    private Handshaking standard(
            HandshakePath path, PathListener listener, Function<HandshakeInbox, HandshakeServer> server) {
        Optional<HelloVerifier> verify = settings.get().helloVerify() ? Optional.of(verifier) : Optional.empty();
        return new BouncyHandshake(path, server, listener, verify, threads, counters);
    }

    private Handshaking cisco(DtlsGrant grant, DtlsChoice.NamedSuite suite, HandshakePath path, PathListener listener) {
        byte[] serverRandom = new byte[RANDOM_LENGTH];
        random.nextBytes(serverRandom);
        LegacyHandshake handshake = new LegacyHandshake(
                suite.number(),
                grant.id(),
                grant.secret().bytes(),
                serverRandom,
                settings.get().helloVerify() ? Optional.of(verifier.cookie(path)) : Optional.empty(),
                path.misfits(),
                nanoTime.getAsLong());
        return new LegacyHandshaking(handshake, new CountedPath(path, counters), listener, nanoTime);
    }

    /** No new handshake; those under way are interrupted. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}

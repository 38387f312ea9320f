package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.RecordKeys;
import io.sallyport.dataplane.udp.HandshakePath;
import io.sallyport.dataplane.udp.Handshaking;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.server.dtls.DtlsCounters.Handshake;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.bouncycastle.tls.DTLSRequest;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handshake of the standards. Bouncy Castle does it in its blocking way on a thread of its own, with what comes through an
 * {@link HandshakeInbox}; what it leaves to the record layer goes to the path.
 *
 * <p>Called on the path's worker; only {@link #run} is elsewhere.
 */
final class BouncyHandshake implements Handshaking {
    private static final Logger log = LoggerFactory.getLogger(BouncyHandshake.class);

    private final HandshakePath path;
    private final HandshakeInbox inbox;
    private final Function<HandshakeInbox, HandshakeServer> server;
    private final PathListener listener;
    private final Optional<HelloVerifier> verifier;
    private final Executor threads;
    private final DtlsCounters counters;
    private boolean running;

    /**
     * @param listener of the path that comes of this
     * @param verifier whether a client has to show first that it hears us
     * @param threads run handshakes; may wait
     */
    BouncyHandshake(
            HandshakePath path,
            Function<HandshakeInbox, HandshakeServer> server,
            PathListener listener,
            Optional<HelloVerifier> verifier,
            Executor threads,
            DtlsCounters counters) {
        this.path = path;
        this.inbox = new HandshakeInbox(counters);
        this.server = server;
        this.listener = listener;
        this.verifier = verifier;
        this.threads = threads;
        this.counters = counters;
    }

    @Override
    public void datagram(byte[] bytes, int offset, int length, long nowNanos) {
        if (running) {
            inbox.put(bytes, offset, length);
        } else if (verifier.isPresent()) {
            verifier.get().verify(path, bytes, offset, length).ifPresent(this::start);
        } else {
            inbox.put(bytes, offset, length);
            start(null);
        }
    }

    @Override
    public void abandoned() {
        inbox.close();
    }

    private void start(@Nullable DTLSRequest request) {
        running = true;
        threads.execute(() -> run(request));
    }

    private void run(@Nullable DTLSRequest request) {
        HandshakeTransport transport = new HandshakeTransport(inbox, path);
        try {
            HandshakeServer own = server.apply(inbox);
            accept(own, transport, request);
            List<byte[]> lastFlight = transport.lastFlight();
            counters.handshakes().count(Handshake.COMPLETED);
            RecordKeys keys = own.keys();
            long nextSequence = transport.nextSequence();
            path.established(() -> new Established(keys, nextSequence, lastFlight, inbox.close()), listener);
        } catch (ResumingServer.NotResumed e) {
            fail(Handshake.NOT_RESUMED);
        } catch (IOException e) {
            report(e);
            fail(inbox.isClosed() ? Handshake.ABANDONED : Handshake.FAILED);
        } catch (RuntimeException e) {
            report(e);
            fail(Handshake.FAILED);
        }
    }

    private static void accept(HandshakeServer own, HandshakeTransport transport, @Nullable DTLSRequest request)
            throws IOException {
        try {
            new DTLSServerProtocol().accept(own, transport, request);
        } finally {
            transport.flush(); // the last flight, or an alert
        }
    }

    private void fail(Handshake how) {
        counters.handshakes().count(how);
        inbox.close();
        path.failed();
    }

    /** What the library stumbles over without having foreseen it is worth a look, whoever's fault it is. */
    private void report(Exception failure) {
        if (failure instanceof RuntimeException || failure.getCause() instanceof RuntimeException) {
            log.info("handshake failed: remote={}", path.remote(), failure);
        } else {
            log.debug("handshake failed: remote={} detail={}", path.remote(), failure.getMessage());
        }
    }
}

package io.sallyport.testkit.load;

import io.sallyport.testkit.cstp.ClientFailure;
import io.sallyport.testkit.cstp.CstpClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds sessions by the thousand: their TLS channels on virtual threads, all DTLS channels on one loop. Nothing of this machine
 * is changed: packets are made and counted here, no device takes part.
 */
public final class LoadClient implements AutoCloseable {
    /** Sign-ins and handshakes under way at a time: more would be an attack. */
    private static final int AT_A_TIME = 16;

    private final CstpClient client;
    private final Inside inside;
    private final DtlsLoop loop = new DtlsLoop();
    private final List<LoadSession> sessions = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("load-ticks").factory());

    /**
     * @param client opens connections, and says to whom
     * @param inside where UDP sockets are to live; the client's TCP sockets are its own matter
     */
    public LoadClient(CstpClient client, Inside inside) {
        this.client = client;
        this.inside = inside;
        ticks.scheduleWithFixedDelay(
                () -> sessions.forEach(LoadSession::tick), Flow.TICK_MILLIS, Flow.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Signs in and opens a tunnel, {@code count} times, some at a time.
     *
     * @throws ClientFailure when one of them fails; those that have come about stay
     */
    public List<LoadSession> open(int count, String user, String password, Carrier carrier) {
        Semaphore places = new Semaphore(AT_A_TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<LoadSession>> opening = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opening.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return open(client.signIn(user, password).orFail().cookie(), carrier);
                    } finally {
                        places.release();
                    }
                }));
            }
            List<LoadSession> opened = new ArrayList<>();
            for (Future<LoadSession> future : opening) {
                opened.add(future.get());
            }
            return opened;
        } catch (ExecutionException e) {
            throw new ClientFailure("a session failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientFailure("interrupted while sessions open", e);
        }
    }

    /** Opens the tunnel of the session that has this cookie. */
    public LoadSession open(String cookie, Carrier carrier) throws IOException {
        LoadSession session = LoadSession.open(client, cookie, carrier, loop, inside);
        sessions.add(session);
        return session;
    }

    /** All that were opened. */
    public List<LoadSession> sessions() {
        return sessions;
    }

    /** Cuts off all tunnels without a word: the sessions live on at the headend. */
    @Override
    public void close() {
        ticks.close();
        for (LoadSession session : sessions) {
            try {
                session.drop();
            } catch (IOException e) {
                // It is gone, which is what was wanted.
            }
        }
        loop.close();
    }
}

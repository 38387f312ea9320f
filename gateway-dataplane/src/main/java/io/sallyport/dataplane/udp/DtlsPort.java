package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.Association;
import io.sallyport.dataplane.dtls.ClientHello;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.worker.Arrival;
import io.sallyport.dataplane.worker.Worker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One worker's end of the port, owned by that worker: which handshake or association a datagram belongs to.
 *
 * <pre>
 * address with an association ──► it, unless this is a ClientHello
 * address with a handshake ─────► it
 * address that another worker's
 *   association has moved to ───► that worker
 * ClientHello ──────────────────► the offer with its id, if any, begins a handshake
 * record of another address ────► the association that it fits, if any ({@link Roaming}), here or at another worker
 * anything else ────────────────► silence, one counter
 * </pre>
 */
final class DtlsPort {
    private static final int READ_BUDGET = 8; // system calls before channels get their turn again
    private static final int LARGEST_DATAGRAM = 65_535;

    private final Worker worker;
    private final UdpSocket socket;
    private final DtlsLimits limits;
    private final LongSupplier nanoTime;
    private final UdpCounters counters;
    private final MisfitCounters misfits = new MisfitCounters();
    private final byte[] opened = new byte[PacketSink.HEADROOM + LARGEST_DATAGRAM];
    private final Map<OfferId, Offer> offers = new HashMap<>();
    private final Map<Endpoint, PendingHandshake> handshakes = new HashMap<>();
    private final Map<Endpoint, LivePath> paths = new HashMap<>();
    private final Map<Endpoint, DtlsPort> elsewhere = new HashMap<>();
    private final List<LivePath> touched = new ArrayList<>();
    private final Roaming roaming = new Roaming(paths.values());
    private final DatagramHandover handover;
    private List<DtlsPort> others = List.of();
    private boolean reading;
    private boolean flushComes;
    private boolean stopped;
    private long nowNanos;

    DtlsPort(Worker worker, UdpSocket socket, UdpCounters counters, DtlsLimits limits, LongSupplier nanoTime) {
        this.worker = worker;
        this.socket = socket;
        this.counters = counters;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.handover = new DatagramHandover(this, counters);
    }

    /** Before the first datagram. */
    void meet(List<DtlsPort> ports) {
        others = ports.stream().filter(port -> port != this).toList();
    }

    Worker worker() {
        return worker;
    }

    UdpSocket socket() {
        return socket;
    }

    /** May be read by anybody. */
    UdpCounters counters() {
        return counters;
    }

    /** May be read by anybody. */
    MisfitCounters misfits() {
        return misfits;
    }

    // ---- offers

    void post(Offer offer) {
        Offer former = offers.put(offer.id(), offer);
        if (former != null && former != offer) {
            abandonHandshakes(former);
        }
    }

    void withdraw(Offer offer) {
        offers.remove(offer.id(), offer);
        abandonHandshakes(offer);
    }

    private void abandonHandshakes(Offer offer) {
        List<PendingHandshake> lost = handshakes.values().stream()
                .filter(pending -> pending.isOf(offer))
                .toList();
        lost.forEach(PendingHandshake::abandon);
    }

    // ---- datagrams in

    /** Reads what is there, a bounded number of times; the event loop tells again what is left. */
    void readable() {
        beginBatch();
        DatagramReader reader = socket.reader();
        boolean more = true;
        for (int reads = 0; more && reads < READ_BUDGET && !stopped; reads++) {
            counters.add(UdpCounters.Event.RECEIVED, reader.read(this::datagram));
            more = !reader.isDrained();
        }
        endBatch();
    }

    /** The datagrams of one batch that another worker has heard. */
    void handedOver(DatagramHandover.Batch batch) {
        if (stopped) {
            return;
        }
        beginBatch();
        batch.forEach(this::heardElsewhere);
        endBatch();
    }

    private void beginBatch() {
        nowNanos = nanoTime.getAsLong();
        reading = true;
    }

    private void endBatch() {
        for (int i = 0; i < touched.size(); i++) { // a listener may touch more
            touched.get(i).batchRead(nowNanos);
        }
        touched.clear();
        reading = false;
        handover.depart();
        worker.flush(Arrival.DATAGRAMS);
        socket.writer().flush();
    }

    private void datagram(byte[] bytes, int offset, int length, Endpoint source) {
        PendingHandshake pending = handshakes.isEmpty() ? null : handshakes.get(source);
        LivePath path = paths.get(source);
        boolean hello = ClientHello.isLikely(bytes, offset, length);
        if (path != null && !hello && (pending == null || !isEpoch0(bytes, offset, length))) {
            boolean genuine = path.open(bytes, offset, length, nowNanos, null, this);
            if (genuine || pending == null) {
                return;
            }
        }
        if (pending != null) {
            pending.datagram(bytes, offset, length, nowNanos);
        } else if (hello) {
            begin(bytes, offset, length, source);
        } else {
            strange(bytes, offset, length, source);
        }
    }

    private static boolean isEpoch0(byte[] bytes, int offset, int length) {
        return length > 4 && bytes[offset + 3] == 0 && bytes[offset + 4] == 0;
    }

    private void strange(byte[] bytes, int offset, int length, Endpoint source) {
        DtlsPort owner = elsewhere.get(source);
        if (owner != null) {
            handover.add(owner, bytes, offset, length, source);
        } else if (!roamed(bytes, offset, length, source, this)) {
            misfits.count(Misfit.STRANGER);
            if (roaming.isWorthAsking(bytes, offset, length, nowNanos)) {
                for (DtlsPort other : others) {
                    handover.add(other, bytes, offset, length, source);
                }
            }
        }
    }

    private void heardElsewhere(byte[] bytes, int offset, int length, Endpoint source, DtlsPort hearer) {
        LivePath path = paths.get(source);
        if (path != null) {
            path.open(bytes, offset, length, nowNanos, null, hearer);
        } else {
            roamed(bytes, offset, length, source, hearer);
        }
    }

    private boolean roamed(byte[] bytes, int offset, int length, Endpoint source, DtlsPort hearer) {
        for (LivePath candidate : roaming.candidates(bytes, offset, length, source, nowNanos)) {
            if (candidate.open(bytes, offset, length, nowNanos, source, hearer)) {
                return true;
            }
        }
        return false;
    }

    // ---- handshakes

    private void begin(byte[] bytes, int offset, int length, Endpoint source) {
        ClientHello hello = ClientHello.peek(bytes, offset, length).orElse(null);
        if (hello == null) {
            misfits.count(Misfit.STRANGER);
            return;
        }
        Offer offer = offer(hello);
        Misfit objection = objection(offer, hello);
        if (offer == null || objection != null) {
            misfits.count(objection == null ? Misfit.UNKNOWN_ID : objection);
            return;
        }
        PendingHandshake pending = new PendingHandshake(this, offer, hello, source.copy());
        Handshaking handshaking = offer.opening().begin(hello, pending);
        if (handshaking != null && pending.isOpen()) {
            pending.begin(handshaking);
            handshakes.put(pending.endpoint(), pending);
            var _ = worker.eventLoop().schedule(pending::outOfTime, limits.handshakeNanos(), TimeUnit.NANOSECONDS);
            pending.datagram(bytes, offset, length, nowNanos);
        }
    }

    private @Nullable Offer offer(ClientHello hello) {
        Offer byAppId = hello.appId().flatMap(this::offer).orElse(null);
        return byAppId == null ? offer(hello.sessionId()).orElse(null) : byAppId;
    }

    private Optional<Offer> offer(byte[] id) {
        return OfferId.of(id).map(offers::get);
    }

    private @Nullable Misfit objection(@Nullable Offer offer, ClientHello hello) {
        if (offer == null) {
            return Misfit.UNKNOWN_ID;
        }
        if (offer.wasEstablishedBy(hello.random())) {
            return Misfit.OLD_HELLO;
        }
        boolean full = handshakes.size() >= limits.handshakes()
                || handshakes.values().stream()
                                .filter(pending -> pending.isOf(offer))
                                .count()
                        >= limits.handshakesPerOffer();
        return full ? Misfit.HANDSHAKES_FULL : null;
    }

    /** Takes a handshake that has come to an end, whichever, off the list. */
    void ended(PendingHandshake pending) {
        handshakes.remove(pending.endpoint(), pending);
    }

    void established(PendingHandshake pending, Established established, PathListener listener) {
        boolean alone = !reading;
        if (alone) {
            beginBatch();
        }
        Endpoint endpoint = pending.endpoint();
        LivePath former = paths.get(endpoint);
        if (former != null) {
            former.replaced();
        }
        elsewhere.remove(endpoint);
        Association association = new Association(established, misfits, opened, PacketSink.HEADROOM, nowNanos);
        LivePath path = new LivePath(this, association, listener, endpoint, nowNanos);
        paths.put(endpoint, path);
        listener.opened(path);
        for (byte[] datagram : established.unread()) {
            path.open(datagram, 0, datagram.length, nowNanos, null, this);
        }
        if (alone) {
            endBatch();
        }
    }

    // ---- paths

    /** Owes a path the end of the batch. */
    void touch(LivePath path) {
        touched.add(path);
    }

    /**
     * Whether a path is known here under {@code endpoint} from now on.
     *
     * @param hearer the port whose worker the kernel gives that address's datagrams
     */
    boolean move(LivePath path, Endpoint endpoint, DtlsPort hearer) {
        if (paths.containsKey(endpoint)) {
            return false;
        }
        forget(path);
        paths.put(endpoint, path);
        if (hearer != this) {
            hearer.worker.execute(() -> hearer.elsewhere.put(endpoint, this));
        }
        counters.add(UdpCounters.Event.MOVED, 1);
        return true;
    }

    void forget(LivePath path) {
        Endpoint endpoint = path.endpoint();
        paths.remove(endpoint, path);
        DtlsPort hearer = path.hearer();
        if (hearer != this) {
            hearer.worker.execute(() -> hearer.elsewhere.remove(endpoint, this));
        }
    }

    // ---- datagrams out

    DatagramWriter writer() {
        return socket.writer();
    }

    /** Sends a datagram that stands alone, with the batch if one is being read. */
    void send(Destination destination, byte[] datagram) {
        DatagramWriter writer = socket.writer();
        int at = writer.room(datagram.length);
        System.arraycopy(datagram, 0, writer.bytes(), at, datagram.length);
        writer.commit(destination, datagram.length);
        flushUnlessReading();
    }

    /** Once for all that is sent by tasks which are due now. */
    void flushSoon() {
        if (!flushComes) {
            flushComes = true;
            worker.execute(() -> {
                flushComes = false;
                flushUnlessReading();
            });
        }
    }

    void flushUnlessReading() {
        if (!reading) {
            socket.writer().flush();
        }
    }

    /** Ends everything, with a word to clients that have an association. */
    void stop() {
        List.copyOf(handshakes.values()).forEach(PendingHandshake::abandon);
        List.copyOf(paths.values()).forEach(LivePath::closeNow);
        socket.writer().flush();
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }
}

package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.Association;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An association on a worker's socket; owned by that worker. Anybody may {@link #close} it. */
final class LivePath implements DtlsPath, Destination, Association.Receiver {
    private static final long BETWEEN_MOVES_NANOS = 3_000_000_000L;
    private static final int TYPE_LENGTH = 1;

    private final DtlsPort port;
    private final Association association;
    private final PathListener listener;
    private Endpoint endpoint;
    private DtlsPort hearer;
    private int largestDatagram;
    private long movedAtNanos;
    private boolean touched;
    private boolean toldRekey;
    private boolean closed;

    // What is being opened: where it came from, if that is not where the client was.
    private @Nullable Endpoint source;
    private DtlsPort sourceHearer;
    private long nowNanos;

    LivePath(DtlsPort port, Association association, PathListener listener, Endpoint endpoint, long nowNanos) {
        this.port = port;
        this.association = association;
        this.listener = listener;
        this.endpoint = endpoint;
        this.hearer = port;
        this.sourceHearer = port;
        this.movedAtNanos = nowNanos - BETWEEN_MOVES_NANOS;
        this.largestDatagram = port.socket().pathLimit(endpoint);
    }

    // ---- in

    /**
     * @param from the address that it came from, if that is not the client's
     * @param heardBy the port whose worker has heard it
     * @return whether any of it is genuine
     */
    boolean open(byte[] bytes, int offset, int length, long now, @Nullable Endpoint from, DtlsPort heardBy) {
        source = from;
        sourceHearer = heardBy;
        nowNanos = now;
        return !closed && association.open(bytes, offset, length, now, this);
    }

    /** How well a record would fit: see {@link Association#distance}. */
    long distance(byte[] bytes, int offset) {
        return association.distance(bytes, offset);
    }

    @Override
    public void genuine(boolean newest) {
        if (!touched) {
            touched = true;
            port.touch(this);
        }
        if (source != null && newest) {
            follow(source);
        }
    }

    private void follow(Endpoint to) {
        if (nowNanos - movedAtNanos < BETWEEN_MOVES_NANOS) {
            port.misfits().count(Misfit.MOVED_TOO_SOON);
            return;
        }
        Endpoint there = to.copy();
        if (port.move(this, there, sourceHearer)) {
            endpoint = there;
            hearer = sourceHearer;
            movedAtNanos = nowNanos;
            source = null;
            largestDatagram = port.socket().pathLimit(there);
            listener.moved(there.toSocketAddress());
            listener.narrowed(largestPayload());
        }
    }

    @Override
    public void data(byte[] bytes, int offset, int length) {
        if (!closed) {
            listener.frame(bytes[offset] & 0xFF, bytes, offset + TYPE_LENGTH, length - TYPE_LENGTH);
        }
    }

    @Override
    public void missed(List<byte[]> lastFlight) {
        lastFlight.forEach(datagram -> port.send(this, datagram));
    }

    @Override
    public void closed() {
        end();
    }

    void batchRead(long now) {
        touched = false;
        if (!closed) {
            listener.batchRead(now);
            tellRekey();
        }
    }

    private void tellRekey() {
        if (!toldRekey && association.wantsRekey()) {
            toldRekey = true;
            listener.rekeyWanted();
        }
    }

    // ---- out

    @Override
    public boolean send(int type, byte[] bytes, int offset, int length) {
        if (closed || length > largestPayload()) {
            return false;
        }
        bytes[offset - TYPE_LENGTH] = (byte) type;
        DatagramWriter writer = port.writer();
        int at = writer.room(association.datagramLength(TYPE_LENGTH + length));
        int sealed = association.seal(bytes, offset - TYPE_LENGTH, TYPE_LENGTH + length, writer.bytes(), at);
        if (sealed == 0) {
            return false;
        }
        writer.commit(this, sealed);
        return true;
    }

    @Override
    public void flush() {
        tellRekey();
        port.flushUnlessReading();
    }

    @Override
    public void flushSoon() {
        tellRekey();
        port.flushSoon();
    }

    @Override
    public int largestPayload() {
        return association.largestContent(largestDatagram) - TYPE_LENGTH;
    }

    @Override
    public void tooBig(int limit) {
        if (limit < largestDatagram && !closed) {
            largestDatagram = limit;
            port.worker().execute(this::tellNarrowed); // not from within the flush that has found it out
        }
    }

    private void tellNarrowed() {
        if (!closed) {
            listener.narrowed(largestPayload());
        }
    }

    // ---- where

    @Override
    public Worker worker() {
        return port.worker();
    }

    @Override
    public InetSocketAddress remote() {
        return endpoint.toSocketAddress();
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    DtlsPort hearer() {
        return hearer;
    }

    // ---- the end

    @Override
    public void close() {
        port.worker().now(this::closeNow);
    }

    void closeNow() {
        if (closed || port.isStopped()) {
            return;
        }
        byte[] goodbye = new byte[association.datagramLength(2)];
        int length = association.sealCloseNotify(goodbye, 0);
        if (length > 0) {
            port.send(this, goodbye);
        }
        end();
    }

    /** The client has made another association at the same address: this one is over, and there is nobody to tell. */
    void replaced() {
        end();
    }

    private void end() {
        if (!closed) {
            closed = true;
            port.forget(this);
            listener.closed();
        }
    }
}

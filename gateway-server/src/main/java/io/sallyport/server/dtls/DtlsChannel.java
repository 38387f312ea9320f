package io.sallyport.server.dtls;

import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.udp.DtlsPath;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.dataplane.worker.Drop;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.carriage.UdpChannel;
import io.sallyport.server.cstp.ChannelCompression;
import io.sallyport.server.cstp.DeadPeerDetector;
import io.sallyport.server.cstp.FrameType;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP side of one tunnel, from the client's proof to the end of the association. A new handshake makes another one.
 *
 * <p>Confined to the worker whose socket hears the client, but for {@link #close}, {@link #retire} and {@link #mtu}.
 */
final class DtlsChannel implements PathListener, UdpChannel {
    private static final Logger log = LoggerFactory.getLogger(DtlsChannel.class);
    private static final int UNANSWERED_PROBES = 2; // silent for three intervals, as ocserv has it
    private static final long RETIREMENT_SECONDS = 30;
    private static final byte[] EMPTY_FRAME = new byte[HEADROOM];

    private final Worker worker;
    private final DtlsTunnel tunnel;
    private final DtlsCounters counters;
    private final LongSupplier nanoTime;

    private final @Nullable ChannelCompression compression;

    private @Nullable DtlsPath path;
    private @Nullable DeadPeerDetector liveness;
    private @Nullable PathProbing probing;
    private volatile int mtu;
    private boolean retired;
    private boolean closed;
    private boolean unflushed;
    private boolean busy;

    DtlsChannel(Worker worker, DtlsTunnel tunnel, DtlsCounters counters, LongSupplier nanoTime) {
        this.worker = worker;
        this.tunnel = tunnel;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.mtu = tunnel.mtu();
        this.compression = tunnel.encoding().map(ChannelCompression::new).orElse(null);
    }

    // ---- packets to the client

    @Override
    public Affinity affinity() {
        return worker;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean send(byte[] bytes, int offset, int length) {
        if (!sendPacket(bytes, offset, length)) {
            counters.tooLarge().increment();
            return false;
        }
        tunnel.traffic().out(length);
        busy |= !IpPacket.isControl(bytes, offset);
        boolean first = !unflushed;
        unflushed = true;
        return first;
    }

    private boolean sendPacket(byte[] bytes, int offset, int length) {
        if (path == null) {
            return false;
        }
        if (compression != null) {
            int compressed = compression.compress(bytes, offset, length);
            if (compressed > 0) {
                return path.send(FrameType.COMPRESSED, compression.result(), ChannelCompression.OFFSET, compressed);
            }
        }
        return path.send(FrameType.DATA, bytes, offset, length);
    }

    @Override
    public void flush() {
        if (path != null && unflushed) {
            path.flush();
        }
        unflushed = false;
        note(nanoTime.getAsLong());
    }

    private void note(long nowNanos) {
        if (busy) {
            busy = false;
            tunnel.traffic().dataAt(nowNanos);
        }
    }

    // ---- the path

    @Override
    public void opened(DtlsPath opened) {
        path = opened;
        fit(opened.largestPayload());
        long now = nanoTime.getAsLong();
        log.debug("DTLS up: remote={}", opened.remote());
        watch(now);
        carriage().opened(this, paced(), now);
        probing = new PathProbing(now);
        awaitData(probing, now);
    }

    /** Until a client that is silent on this channel can be taken for one that listens. */
    private void awaitData(PathProbing begun, long nowNanos) {
        if (begun.isOver(nowNanos)) {
            carriage().ready(this);
        } else {
            later(() -> awaitData(begun, nanoTime.getAsLong()), begun.overAtNanos() - nowNanos);
        }
    }

    @Override
    public boolean takesData() {
        return probing != null && probing.isOver(nanoTime.getAsLong());
    }

    @Override
    public void frame(int type, byte[] bytes, int offset, int length) {
        if (probing != null) {
            probing.frame(type, length, nanoTime);
        }
        switch (type) {
            case FrameType.DATA -> data(bytes, offset, length);
            case FrameType.COMPRESSED -> compressed(bytes, offset, length);
            case FrameType.DPD_REQUEST -> answer(bytes, offset, length);
            case FrameType.DPD_RESPONSE, FrameType.KEEPALIVE -> {
                // That it came is all it says.
            }
            default -> counters.unknownFrames().increment();
        }
    }

    private void data(byte[] bytes, int offset, int length) {
        if (length > 0 && worker.fromClient(carriage().tunnel(), bytes, offset, length)) {
            tunnel.traffic().in(length);
            busy |= !IpPacket.isControl(bytes, offset);
        }
    }

    /** A client that compresses without having agreed on it loses its association, as it would its TLS connection. */
    private void compressed(byte[] bytes, int offset, int length) {
        if (compression == null) {
            counters.unknownFrames().increment();
            close();
            return;
        }
        int packetLength = compression.decompress(bytes, offset, length);
        if (packetLength < 0) {
            worker.drops().count(Drop.MALFORMED);
        } else {
            data(compression.result(), ChannelCompression.OFFSET, packetLength);
        }
    }

    /** With the very payload: clients measure their path with it, and look at the length. */
    private void answer(byte[] bytes, int offset, int length) {
        if (path != null && !path.send(FrameType.DPD_RESPONSE, bytes, offset, length)) {
            counters.tooLarge().increment();
        }
    }

    @Override
    public void batchRead(long nowNanos) {
        if (liveness == null) {
            watch(nowNanos);
        } else {
            liveness.heardAt(nowNanos);
        }
        note(nowNanos);
        carriage().heard(this, nowNanos);
    }

    @Override
    public void moved(InetSocketAddress remote) {
        log.debug("client moved: remote={}", remote);
    }

    @Override
    public void narrowed(int largestPayload) {
        fit(largestPayload);
        carriage().resized(this);
    }

    private void fit(int largestPayload) {
        mtu = Math.min(tunnel.mtu(), largestPayload);
    }

    /** There is no word for it in this protocol. The client's rekey time comes long before 2^44 records. */
    @Override
    public void rekeyWanted() {
        log.warn("sequence numbers run out: the client has not rekeyed in time, its DTLS ends");
        close();
    }

    @Override
    public void closed() {
        closed = true;
        carriage().closed(this);
    }

    /** This channel as packets reach it that have to keep to the session's rate. */
    private PacketSink paced() {
        return tunnel.bytesPerSecond().isPresent()
                ? worker.shaped(this, tunnel.bytesPerSecond().getAsLong())
                : this;
    }

    private Carriage carriage() {
        return tunnel.carriage();
    }

    // ---- life and death

    /** From now on silence is noticed. */
    private void watch(long nowNanos) {
        if (tunnel.dpdNanos() > 0 && !retired && !closed) {
            liveness = new DeadPeerDetector(tunnel.dpdNanos(), UNANSWERED_PROBES, nowNanos);
            checkLiveness();
        }
    }

    private void checkLiveness() {
        if (liveness == null || path == null || closed || retired) {
            return;
        }
        long now = nanoTime.getAsLong();
        switch (liveness.poll(now)) {
            case DeadPeerDetector.Action.WaitUntil(long atNanos) -> worker.about(atNanos, this::checkLiveness);
            case DeadPeerDetector.Action.Probe() -> probe();
            case DeadPeerDetector.Action.GiveUp() -> {
                // Not another word until the client is heard: where only its way to us is cut, it would go on to send
                // into
                // nowhere as long as it hears us.
                liveness = null;
                carriage().quiet(this);
            }
        }
    }

    private void later(Runnable task, long nanos) {
        var _ = worker.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    private void probe() {
        if (path != null) {
            counters.probes().increment();
            path.send(FrameType.DPD_REQUEST, EMPTY_FRAME.clone(), HEADROOM, 0);
            path.flushSoon();
        }
        checkLiveness();
    }

    @Override
    public void retire() {
        worker.execute(() -> {
            retired = true;
            var _ = worker.eventLoop().schedule(this::close, RETIREMENT_SECONDS, TimeUnit.SECONDS);
        });
    }

    @Override
    public void close() {
        worker.execute(() -> {
            if (path != null && !closed) {
                path.close();
            }
        });
    }
}

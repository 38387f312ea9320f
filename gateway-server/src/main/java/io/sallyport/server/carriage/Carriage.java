package io.sallyport.server.carriage;

import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.server.metrics.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What carries the packets of one tunnel: its TLS connection, and beside it DTLS as long as that works.
 *
 * <pre>
 *          DTLS takes data, or is heard again
 *   TLS ─────────────────────────────────────────► DTLS
 *       ◄─────────────────────────────────────────
 *          data over TLS; a new handshake;
 *          DTLS is quiet or closed
 * </pre>
 *
 * <p>A client that sends data over TLS has given up DTLS; the next datagram of it says that it has not (ocserv's rule). What is
 * received counts on both, always. Thread-safe: each channel speaks from its own worker, the session from the control executor.
 */
@SuppressWarnings("ReferenceEquality") // a channel is nobody else's equal
public final class Carriage {
    /** Where packets go from now on. */
    public enum Switch {
        TO_DTLS,
        TO_TLS
    }

    private final Tunnel tunnel;
    private final PacketSink tls;
    private final int mtuOverTls;
    private final Tally<Switch> switches;
    private final AtomicLong lastDatagramNanos;

    // What follows is guarded by this.
    private PacketSink wanted;
    private @Nullable UdpChannel dtls;
    private @Nullable PacketSink pacedDtls;
    private final List<UdpChannel> former = new ArrayList<>();
    private boolean ended;

    /**
     * @param tls carries the tunnel now
     * @param mtuOverTls bytes of the largest packet that the client takes when there is no DTLS
     */
    public Carriage(Tunnel tunnel, PacketSink tls, int mtuOverTls, Tally<Switch> switches, long nowNanos) {
        this.tunnel = tunnel;
        this.tls = tls;
        this.mtuOverTls = mtuOverTls;
        this.switches = switches;
        this.wanted = tls;
        this.lastDatagramNanos = new AtomicLong(nowNanos);
    }

    public Tunnel tunnel() {
        return tunnel;
    }

    /** Whether packets go over DTLS. */
    public synchronized boolean isOverDtls() {
        return wanted != tls;
    }

    /** When something genuine came over DTLS last, or when this was made. */
    public long lastDatagramNanos() {
        return lastDatagramNanos.getOpaque();
    }

    // ---- what the channels say

    /**
     * Somebody who may be the client asks for a handshake. openconnect has given up the association before by then, and
     * speaks TLS until it has the next one; whoever has not is heard again with his next datagram.
     */
    public void handshakeBegun() {
        if (tunnel.sink() != tls) {
            backToTls();
        }
    }

    /**
     * A client has proved itself over UDP. Its channel is to carry the packets, as soon as the client takes them there.
     *
     * @param paced where packets for the channel go: itself, or what keeps them to the session's rate
     */
    public synchronized void opened(UdpChannel channel, PacketSink paced, long nowNanos) {
        if (ended) {
            channel.close();
            return;
        }
        forgetFormer();
        if (dtls != null) {
            dtls.retire();
        }
        dtls = channel;
        pacedDtls = paced;
        lastDatagramNanos.setOpaque(nowNanos);
        want(tls);
    }

    /** Something genuine has come over {@code channel}. */
    public void heard(UdpChannel channel, long nowNanos) {
        lastDatagramNanos.setOpaque(nowNanos);
        if (tunnel.sink() == tls && channel.takesData()) {
            ready(channel);
        }
    }

    /** The client takes data over {@code channel}. */
    public synchronized void ready(UdpChannel channel) {
        if (dtls == channel) {
            want(channel);
        }
    }

    /** The client has sent a packet over TLS. */
    public void heardDataOverTls() {
        if (tunnel.sink() != tls) {
            backToTls();
        }
    }

    private synchronized void backToTls() {
        want(tls);
    }

    /** Nothing has been heard on {@code channel} for so long that it must be taken for dead. It may come to life again. */
    public synchronized void quiet(UdpChannel channel) {
        if (wanted == channel) {
            want(tls);
        }
    }

    /** {@code channel} takes less, or more, than it did. */
    public synchronized void resized(UdpChannel channel) {
        if (tunnel.sink() == pacedDtls && wanted == channel) {
            tunnel.leadTo(tunnel.sink(), channel.mtu());
        }
    }

    /** {@code channel} has ended. */
    public synchronized void closed(UdpChannel channel) {
        former.remove(channel);
        if (dtls == channel) {
            dtls = null;
        }
        quiet(channel);
    }

    /** The switch itself is made by the worker of the channel that is left, behind the packets that are on their way to it. */
    private void want(PacketSink next) {
        if (next == wanted) {
            return;
        }
        wanted = next;
        switches.count(next == tls ? Switch.TO_TLS : Switch.TO_DTLS);
        tunnel.sink().affinity().execute(this::apply);
    }

    private synchronized void apply() {
        if (ended) {
            return;
        }
        if (dtls == null || pacedDtls == null || wanted == tls) {
            tunnel.leadTo(tls, mtuOverTls);
        } else {
            tunnel.leadTo(pacedDtls, dtls.mtu());
        }
    }

    // ---- what the session says

    /**
     * The client has connected again: what carries it now is {@code newer}. What it still sends over this one's DTLS is heard
     * until the newer one has its own.
     */
    public void supersededBy(Carriage newer) {
        UdpChannel last = leave();
        if (last != null) {
            last.retire();
            newer.remember(last);
        }
    }

    private synchronized void remember(UdpChannel channel) {
        former.add(channel);
    }

    /** The tunnel has ended. */
    public void end() {
        UdpChannel last = leave();
        if (last != null) {
            last.close();
        }
        forgetFormer();
    }

    private synchronized void forgetFormer() {
        List<UdpChannel> gone = List.copyOf(former); // each says that it is gone
        former.clear();
        gone.forEach(UdpChannel::close);
    }

    private synchronized @Nullable UdpChannel leave() {
        UdpChannel last = dtls;
        ended = true;
        dtls = null;
        wanted = tls;
        return last;
    }
}

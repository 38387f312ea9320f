package io.sallyport.dataplane.udp;

import io.sallyport.dataplane.dtls.ClientHello;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A handshake under way, owned by its worker: an address, and who handles what comes from there. */
final class PendingHandshake implements HandshakePath, Destination {
    private final DtlsPort port;
    private final Offer offer;
    private final byte[] clientRandom;
    private final Endpoint endpoint;
    private @Nullable Handshaking handshaking;
    private boolean open = true;

    PendingHandshake(DtlsPort port, Offer offer, ClientHello hello, Endpoint endpoint) {
        this.port = port;
        this.offer = offer;
        this.clientRandom = hello.random();
        this.endpoint = endpoint;
    }

    void begin(Handshaking handler) {
        handshaking = handler;
    }

    boolean isOf(Offer other) {
        return offer == other;
    }

    boolean isOpen() {
        return open;
    }

    void datagram(byte[] bytes, int offset, int length, long nowNanos) {
        if (handshaking != null) {
            handshaking.datagram(bytes, offset, length, nowNanos);
        }
    }

    void outOfTime() {
        if (open) {
            port.misfits().count(Misfit.HANDSHAKE_TIME);
            abandon();
        }
    }

    void abandon() {
        if (close() && handshaking != null) {
            handshaking.abandoned();
        }
    }

    private boolean close() {
        boolean wasOpen = open;
        open = false;
        port.ended(this);
        return wasOpen;
    }

    // ---- what the handshake says, from any thread

    @Override
    public Worker worker() {
        return port.worker();
    }

    @Override
    public InetSocketAddress remote() {
        return endpoint.toSocketAddress();
    }

    @Override
    public MisfitCounters misfits() {
        return port.misfits();
    }

    @Override
    public void send(byte[] datagram) {
        port.worker().now(() -> {
            if (open && !port.isStopped()) {
                port.send(this, datagram);
            }
        });
    }

    @Override
    public void established(Supplier<Established> established, PathListener listener) {
        port.worker().now(() -> {
            if (close()) {
                offer.establishedBy(clientRandom);
                port.established(this, established.get(), listener);
            }
        });
    }

    @Override
    public void failed() {
        port.worker().now(this::close);
    }

    // ---- where its datagrams go

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void tooBig(int largestDatagram) {
        // A flight that does not fit is repeated by its handshake, and given up in time.
    }
}

package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.udp.HandshakePath;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.dtls.DtlsCounters.Handshake;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** A path that counts how its handshake ends. */
record CountedPath(HandshakePath path, DtlsCounters counters) implements HandshakePath {
    @Override
    public Worker worker() {
        return path.worker();
    }

    @Override
    public InetSocketAddress remote() {
        return path.remote();
    }

    @Override
    public MisfitCounters misfits() {
        return path.misfits();
    }

    @Override
    public void send(byte[] datagram) {
        path.send(datagram);
    }

    @Override
    public void established(Supplier<Established> established, PathListener listener) {
        counters.handshakes().count(Handshake.COMPLETED);
        path.established(established, listener);
    }

    @Override
    public void failed() {
        counters.handshakes().count(Handshake.FAILED);
        path.failed();
    }
}

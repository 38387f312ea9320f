package io.sallyport.testkit.load;

import io.netty.channel.IoRegistration;
import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.UdpUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;

/** What the DTLS channels of a load share: the loop, room to open records in, and the order in which they send. */
final class DtlsLoop implements AutoCloseable {
    private static final int SCRATCH_LENGTH = 1 << 17;

    private final SocketLoop loop = new SocketLoop("load-dtls");
    private final byte[] scratch = new byte[SCRATCH_LENGTH];
    private final SendQueue queue = new SendQueue();
    private final Set<Flow> flows = new LinkedHashSet<>();

    DtlsLoop() {
        loop.every(Flow.TICK_MILLIS, this::tick);
    }

    private void tick() {
        flows.forEach(Flow::tick);
        endBatch();
    }

    ClientSockets sockets() {
        return loop.sockets();
    }

    byte[] scratch() {
        return scratch;
    }

    SendQueue queue() {
        return queue;
    }

    /** A new socket; throws when there are no descriptors left. */
    int openSocket(Inside inside) throws IOException {
        try {
            return inside.open(loop.sockets(), new InetSocketAddress(InetAddress.ofLiteral("::"), 0));
        } catch (UdpUnavailable e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    IoRegistration watch(int fd, Runnable readable) {
        return loop.watch(fd, readable);
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Has the flow tick until it is {@linkplain #remove removed}. */
    void add(Flow flow) {
        flows.add(flow);
    }

    void remove(Flow flow) {
        flows.remove(flow);
    }

    /** Sends what has become due, and all that waits. */
    void endBatch() {
        queue.run();
        loop.sockets().flush();
    }

    @Override
    public void close() {
        loop.close();
    }
}

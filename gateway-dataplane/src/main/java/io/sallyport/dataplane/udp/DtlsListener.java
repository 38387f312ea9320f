package io.sallyport.dataplane.udp;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.worker.Worker;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * DTLS on one UDP address, owned by whoever has opened it: a socket per worker, which share the port (SO_REUSEPORT), so
 * that a client's datagrams come to one worker and stay there while its address does.
 */
public final class DtlsListener implements Offers, AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private final InetSocketAddress address;
    private final List<DtlsPort> ports;
    private final List<IoRegistration> registrations;

    private DtlsListener(InetSocketAddress address, List<DtlsPort> ports) {
        this.address = address;
        this.ports = List.copyOf(ports);
        this.ports.forEach(port -> port.meet(this.ports));
        this.registrations = this.ports.stream().map(DtlsListener::register).toList();
    }

    private static IoRegistration register(DtlsPort port) {
        IoRegistration registration = port.worker()
                .eventLoop()
                .register(new SocketHandle(port))
                .syncUninterruptibly()
                .getNow();
        registration.submit(EpollIoOps.EPOLLIN);
        return registration;
    }

    /**
     * Opens a socket for each of {@code workers}, and has them listen.
     *
     * @param address port 0 lets the kernel choose; the wildcard of either family listens on all addresses of it
     * @param nanoTime read once per batch
     */
    public static DtlsListener open(
            List<Worker> workers, InetSocketAddress address, DtlsLimits limits, LongSupplier nanoTime)
            throws UdpUnavailable {
        InetSocketAddress claimed = UdpSocket.claim(address);
        List<DtlsPort> ports = new ArrayList<>();
        try {
            for (Worker worker : workers) {
                UdpCounters counters = new UdpCounters();
                UdpSocket socket = UdpSocket.open(claimed, counters);
                ports.add(new DtlsPort(worker, socket, counters, limits, nanoTime));
            }
        } catch (UdpUnavailable e) {
            ports.forEach(port -> port.socket().close());
            throw e;
        }
        return new DtlsListener(claimed, ports);
    }

    /** Where it listens, with the port that the kernel chose. */
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void post(Offer offer) {
        onAll(port -> port.post(offer));
    }

    @Override
    public void withdraw(Offer offer) {
        onAll(port -> port.withdraw(offer));
    }

    private void onAll(Consumer<DtlsPort> task) {
        ports.forEach(port -> port.worker().execute(() -> task.accept(port)));
    }

    /** Datagrams and records passed over for {@code reason} so far, by all workers. */
    public long misfits(Misfit reason) {
        return ports.stream().mapToLong(port -> port.misfits().of(reason)).sum();
    }

    /** How often it has happened so far, to all workers. */
    public long count(UdpCounters.Event event) {
        return ports.stream().mapToLong(port -> port.counters().of(event)).sum();
    }

    /** Says goodbye to all clients and closes the sockets. The workers still run, and this is none of them. */
    @Override
    public void close() {
        CountDownLatch stopped = new CountDownLatch(ports.size());
        for (int i = 0; i < ports.size(); i++) {
            DtlsPort port = ports.get(i);
            IoRegistration registration = registrations.get(i);
            port.worker().execute(() -> {
                registration.cancel();
                port.stop();
                stopped.countDown();
            });
        }
        awaitUninterruptibly(stopped);
        ports.forEach(port -> port.socket().close());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has an event loop watch the socket. Level-triggered: what is left over is told again. */
    private static final class SocketHandle implements EpollIoHandle {
        private final DtlsPort port;
        private final FileDescriptor descriptor;

        SocketHandle(DtlsPort port) {
            this.port = port;
            this.descriptor = new FileDescriptor(port.socket().fd());
        }

        @Override
        public FileDescriptor fd() {
            return descriptor;
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            port.readable();
        }

        @Override
        public void close() {
            // The descriptor is the socket's, and closed with it.
        }
    }
}

package io.sallyport.testkit.load;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.sallyport.dataplane.udp.ClientSockets;
import java.util.concurrent.TimeUnit;

/** One thread that waits for all UDP sockets of a load, and owns the memory of their batches. */
final class SocketLoop implements AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final IoEventLoop loop;
    private final ClientSockets sockets = new ClientSockets();

    SocketLoop(String name) {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), EpollIoHandler.newFactory());
        loop = group.next();
    }

    ClientSockets sockets() {
        return sockets;
    }

    /** Calls {@code readable} on the loop whenever the socket has something to read. */
    IoRegistration watch(int fd, Runnable readable) {
        IoRegistration registration =
                loop.register(new Handle(fd, readable)).syncUninterruptibly().getNow();
        registration.submit(EpollIoOps.EPOLLIN);
        return registration;
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** Calls {@code task} on the loop again and again. */
    void every(long millis, Runnable task) {
        loop.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).syncUninterruptibly();
        sockets.close();
    }

    private record Handle(FileDescriptor fd, Runnable readable) implements EpollIoHandle {
        Handle(int fd, Runnable readable) {
            this(new FileDescriptor(fd), readable);
        }

        @Override
        public void handle(IoRegistration registration, IoEvent event) {
            readable.run();
        }

        @Override
        public void close() {
            // The descriptor is the socket's, and closed with it.
        }
    }
}

package io.sallyport.server.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.sallyport.config.Listen;
import io.sallyport.dataplane.worker.Worker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Accepts clients on one address. Each worker has a socket of its own there (SO_REUSEPORT), so a connection is accepted where
 * it will live.
 */
public final class Listener implements AutoCloseable {
    private static final int BACKLOG = 1024;
    /** Heap first: the JDK's TLS works on arrays. */
    private static final PooledByteBufAllocator HEAP = new PooledByteBufAllocator(false);

    private final List<Channel> sockets;

    private Listener(List<Channel> sockets) {
        this.sockets = List.copyOf(sockets);
    }

    /**
     * Binds, and accepts from now on.
     *
     * @param admission what is done with a new connection of a worker
     * @param queueLimit bytes that may wait to be sent to one client
     * @throws IOException if the address cannot be had; the message says which and why
     */
    public static Listener bind(
            Listen listen,
            List<Worker> workers,
            Function<Worker, ChannelInitializer<Channel>> admission,
            int queueLimit)
            throws IOException {
        List<Channel> sockets = new ArrayList<>();
        int port = listen.port();
        for (Worker worker : workers) {
            ChannelFuture bound = bootstrap(worker, admission.apply(worker), workers.size() > 1, queueLimit)
                    .bind(new InetSocketAddress(listen.address(), port))
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                sockets.forEach(Channel::close);
                throw new IOException("cannot listen on %s: %s"
                        .formatted(new InetSocketAddress(listen.address(), port), reason(bound)));
            }
            sockets.add(bound.channel());
            port = ((InetSocketAddress) bound.channel().localAddress())
                    .getPort(); // the same for all, if we asked for any
        }
        return new Listener(sockets);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) sockets.getFirst().localAddress();
    }

    /** Accepts nobody any more; connections stay. */
    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    }

    private static ServerBootstrap bootstrap(
            Worker worker, ChannelInitializer<Channel> admission, boolean shared, int queueLimit) {
        return new ServerBootstrap()
                .group(worker.eventLoop(), worker.eventLoop())
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(EpollChannelOption.SO_REUSEPORT, shared)
                .childOption(ChannelOption.ALLOCATOR, HEAP)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(queueLimit / 2, queueLimit))
                .childHandler(admission);
    }

    private static String reason(ChannelFuture bound) {
        Throwable cause = bound.cause();
        String message = cause == null || cause.getMessage() == null ? "unknown" : cause.getMessage();
        // Netty: "bind(..) failed with error(-98): Address already in use"
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}

package io.sallyport.server.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.sallyport.config.IpLiteral;
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
    private static final int CHUNK_ORDER = 6; // 512 KiB, several batches; of Netty's 4 MiB a worker would not use much

    /** Heap first: the JDK's TLS works on arrays. */
    private static final PooledByteBufAllocator HEAP = new PooledByteBufAllocator(
            false,
            PooledByteBufAllocator.defaultNumHeapArena(),
            PooledByteBufAllocator.defaultNumDirectArena(),
            PooledByteBufAllocator.defaultPageSize(),
            CHUNK_ORDER,
            PooledByteBufAllocator.defaultSmallCacheSize(),
            PooledByteBufAllocator.defaultNormalCacheSize(),
            PooledByteBufAllocator.defaultUseCacheForAllThreads());

    private final List<Channel> sockets;

    private Listener(List<Channel> sockets) {
        this.sockets = List.copyOf(sockets);
    }

    /**
     * Binds, and accepts from now on.
     *
     * @param admission what is done with a new connection of a worker
     * @throws IOException if the address cannot be had; the message says which and why
     */
    public static Listener bind(
            Listen listen, List<Worker> workers, Function<Worker, ChannelInitializer<Channel>> admission)
            throws IOException {
        InetSocketAddress address = ownAddress(listen, workers.getFirst(), admission.apply(workers.getFirst()));
        List<Channel> sockets = new ArrayList<>();
        try {
            for (Worker worker : workers) {
                sockets.add(bind(
                        bootstrap(worker, admission.apply(worker)).option(EpollChannelOption.SO_REUSEPORT, true),
                        address));
            }
            return new Listener(sockets);
        } catch (IOException e) {
            sockets.forEach(Channel::close);
            throw e;
        }
    }

    /**
     * The address, with its port, after it has been ours alone for a moment: sockets that share one would share it with those
     * of another gateway, too.
     */
    private static InetSocketAddress ownAddress(Listen listen, Worker worker, ChannelInitializer<Channel> admission)
            throws IOException {
        Channel alone = bind(bootstrap(worker, admission), new InetSocketAddress(listen.address(), listen.port()));
        InetSocketAddress address = (InetSocketAddress) alone.localAddress();
        alone.close().awaitUninterruptibly();
        return new InetSocketAddress(listen.address(), address.getPort());
    }

    private static Channel bind(ServerBootstrap bootstrap, InetSocketAddress address) throws IOException {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("cannot listen on %s: %s".formatted(IpLiteral.format(address), reason(bound)));
        }
        return bound.channel();
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

    private static ServerBootstrap bootstrap(Worker worker, ChannelInitializer<Channel> admission) {
        return new ServerBootstrap()
                .group(worker.eventLoop(), worker.eventLoop())
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, HEAP)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(admission);
    }

    private static String reason(ChannelFuture bound) {
        Throwable cause = bound.cause();
        String message = cause == null || cause.getMessage() == null ? "unknown" : cause.getMessage();
        // Netty: "bind(..) failed with error(-98): Address already in use"
        return message.substring(message.lastIndexOf(": ") + 1).strip();
    }
}

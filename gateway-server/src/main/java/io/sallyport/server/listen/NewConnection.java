package io.sallyport.server.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.sallyport.aaa.certificate.ClientCertificates;
import io.sallyport.config.Limits;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.listen.ListenCounters.Handshake;
import io.sallyport.server.listen.Strangers.Admission;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a connection that a worker has accepted: it is admitted or closed, gets TLS, and a time in which to get
 * somewhere.
 */
public final class NewConnection extends ChannelInitializer<Channel> {
    private static final Logger log = LoggerFactory.getLogger(NewConnection.class);

    /**
     * What all listeners share.
     *
     * @param tls as it is now; a reload changes it
     * @param certificates who judges those of clients; a reload changes that
     * @param limits as they are now; a reload changes them
     * @param offload where what takes long is done for clients at an address, off the workers
     * @param http adds what comes after TLS
     */
    public record Environment(
            Supplier<TlsSettings> tls,
            Supplier<ClientCertificates> certificates,
            Supplier<Limits> limits,
            Function<InetAddress, Executor> offload,
            Strangers strangers,
            ListenCounters counters,
            Consumer<Connection> http) {}

    private final Worker worker;
    private final Environment environment;
    private final int udpPort;

    /** @param udpPort where the same listener serves DTLS; 0 if it does not */
    public NewConnection(Worker worker, Environment environment, int udpPort) {
        this.worker = worker;
        this.environment = environment;
        this.udpPort = udpPort;
    }

    @Override
    protected void initChannel(Channel channel) {
        Limits limits = environment.limits().get();
        InetAddress source = ((InetSocketAddress) channel.remoteAddress()).getAddress();
        Admission admission = environment.strangers().arrives(source, limits.strangers(), limits.strangersPerSource());
        environment.counters().admissions().count(admission);
        if (admission != Admission.ADMITTED) {
            channel.close();
            return;
        }
        admit(channel, source, limits);
    }

    private void admit(Channel channel, InetAddress source, Limits limits) {
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(limits.tunnelQueue() / 2, limits.tunnelQueue()));
        TlsSettings tls = environment.tls().get();
        Executor offload = environment.offload().apply(source);
        TlsHandler handler = new TlsHandler(tls.newEngine(), offload);
        handler.setHandshakeTimeoutMillis(limits.handshakeTime().toMillis());
        Connection connection = new Connection(
                channel, worker, handler, offload, environment.certificates().get(), environment.strangers(), udpPort);
        channel.closeFuture().addListener(closed -> connection.isNoStranger());
        channel.pipeline()
                .addLast("heap-bytes", (ChannelHandler) HeapBytes.INSTANCE)
                .addLast(Connection.TLS, handler);
        handler.handshakeFuture().addListener(done -> countHandshake(channel, done.cause()));
        limitSignInTime(channel, connection, limits);
        environment.http().accept(connection);
    }

    private void limitSignInTime(Channel channel, Connection connection, Limits limits) {
        Future<?> timer = worker.eventLoop()
                .schedule(
                        () -> closeIfStranger(channel, connection),
                        limits.signInTime().toMillis(),
                        TimeUnit.MILLISECONDS);
        // Without this, the timers of a flood would keep its dead connections in memory.
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }

    private void countHandshake(Channel channel, @Nullable Throwable failure) {
        Handshake outcome = switch (failure) {
            case null -> Handshake.COMPLETED;
            case SslHandshakeTimeoutException _ -> Handshake.TIMED_OUT;
            default -> Handshake.FAILED;
        };
        environment.counters().handshakes().count(outcome);
        if (failure != null) {
            log.debug("handshake failed: remote={} detail={}", channel.remoteAddress(), failure.getMessage());
        }
    }

    private void closeIfStranger(Channel channel, Connection connection) {
        if (channel.isOpen() && connection.isStranger()) {
            environment.counters().losses().count(ListenCounters.Loss.SIGN_IN_TIME);
            channel.close();
        }
    }
}

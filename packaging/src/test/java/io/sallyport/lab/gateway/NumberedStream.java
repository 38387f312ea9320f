package io.sallyport.lab.gateway;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.Topology;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams from the target to a client, fifty a second, each with its number; in the other direction there is one, which asks
 * for them.
 */
final class NumberedStream implements AutoCloseable {
    private static final int PORT = 7007;
    private static final long INTERVAL_NANOS = 20_000_000;
    private static final int LENGTH = 600;
    private static final Duration LAST_ONE = Duration.ofSeconds(5);

    private final DatagramChannel server;
    private final DatagramChannel client;
    private final CompletableFuture<List<Integer>> received;
    private volatile boolean stopping;
    private volatile int end = Integer.MAX_VALUE;

    private NumberedStream(DatagramChannel server, DatagramChannel client) {
        this.server = server;
        this.client = client;
        Thread.ofPlatform().daemon().start(this::serve);
        this.received = CompletableFuture.supplyAsync(this::receive);
    }

    static NumberedStream start(Topology topology, Namespace client) {
        DatagramChannel server =
                topology.target().inside(() -> DatagramChannel.open().bind(new InetSocketAddress(PORT)));
        DatagramChannel channel =
                client.inside(() -> DatagramChannel.open().connect(new InetSocketAddress(Topology.TARGET_IPV4, PORT)));
        return new NumberedStream(server, channel);
    }

    private void serve() {
        ByteBuffer datagram = ByteBuffer.allocate(LENGTH);
        try {
            SocketAddress asker = server.receive(datagram);
            long due = System.nanoTime();
            int number = 0;
            for (; !stopping; number++) {
                server.send(datagram.clear().putInt(0, number), asker);
                due += INTERVAL_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
            }
            end = number + 1;
            server.send(datagram.clear().putInt(0, number), asker);
        } catch (IOException e) {
            // Closed before its end: what is missing tells.
        }
    }

    private List<Integer> receive() {
        List<Integer> numbers = new ArrayList<>();
        try {
            client.write(ByteBuffer.allocate(1));
            client.socket().setSoTimeout(Math.toIntExact(LAST_ONE.toMillis()));
            ByteBuffer datagram = ByteBuffer.allocate(LENGTH);
            while (numbers.isEmpty() || numbers.getLast() < end - 1) {
                DatagramPacket packet = new DatagramPacket(datagram.array(), LENGTH);
                client.socket().receive(packet);
                numbers.add(datagram.getInt(0));
            }
        } catch (IOException e) {
            // No more came.
        }
        return numbers;
    }

    /** Sends no more. @return all numbers in the order of their arrival */
    List<Integer> stop() {
        stopping = true;
        return received.join();
    }

    /** How many there were, after {@link #stop}. */
    int sent() {
        return end;
    }

    @Override
    public void close() {
        try (server) {
            client.close();
        } catch (IOException e) {
            throw new LabFailure("numbered stream: " + e.getMessage(), e);
        }
    }
}

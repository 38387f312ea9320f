package io.sallyport.lab.gateway;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import io.sallyport.lab.Topology;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A download and an upload at a steady rate far below what the tunnel can do: work for it, but no queue anywhere whose end
 * would be lost.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int STEP_BYTES = 12_500; // 10 ms of 10 Mbit/s
    private static final long STEP_NANOS = 10_000_000;
    private static final int WINDOW = 64 * 1024;
    private static final Duration TIME_TO_CONNECT = Duration.ofSeconds(10);

    private final SocketChannel down;
    private final SocketChannel up;
    private final AtomicLong moved = new AtomicLong();

    private SteadyLoad(SocketChannel down, SocketChannel up) {
        this.down = down;
        this.up = up;
    }

    static SteadyLoad start(Namespace client) {
        try {
            SteadyLoad load = new SteadyLoad(
                    request(client, "GET /bytes?count=999999999999&seed=1 HTTP/1.1\r\nHost: target\r\n\r\n"),
                    request(
                            client,
                            "POST /upload?digest=none HTTP/1.1\r\nHost: target\r\nContent-Length: 999999999999\r\n\r\n"));
            Thread.ofPlatform().daemon().start(() -> load.run(load.down::read));
            Thread.ofPlatform().daemon().start(() -> load.run(load.up::write));
            return load;
        } catch (IOException e) {
            throw new LabFailure("load: " + e.getMessage(), e);
        }
    }

    private static SocketChannel request(Namespace client, String head) throws IOException {
        SocketChannel channel = client.inside(SocketChannel::open);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, WINDOW);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, WINDOW);
        channel.socket()
                .connect(new InetSocketAddress(Topology.TARGET_IPV4, 80), Math.toIntExact(TIME_TO_CONNECT.toMillis()));
        channel.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    @FunctionalInterface
    private interface Step {
        int move(ByteBuffer bytes) throws IOException;
    }

    private void run(Step step) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(STEP_BYTES);
        long due = System.nanoTime();
        try {
            while (step.move(bytes) >= 0) {
                moved.addAndGet(bytes.position());
                bytes.clear();
                due = Math.max(due + STEP_NANOS, System.nanoTime() - STEP_NANOS);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** Bytes that were moved so far, both ways together. */
    long moved() {
        return moved.get();
    }

    @Override
    public void close() {
        try (up) {
            down.close();
        } catch (IOException e) {
            throw new LabFailure("load: " + e.getMessage(), e);
        }
    }
}

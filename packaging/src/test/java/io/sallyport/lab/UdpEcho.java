package io.sallyport.lab;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** A host that sends datagrams back as they came, and a client that counts those that do. */
public final class UdpEcho implements AutoCloseable {
    static final int PORT = 7;
    private static final Duration RESEND_AFTER = Duration.ofMillis(300);
    private static final int LONGEST = 65_535;
    /** What {@link #roundTrips} says of a datagram that did not come back. */
    public static final int LOST_MICROS = 1_000_000;

    private final DatagramChannel server;

    private UdpEcho(DatagramChannel server) {
        this.server = server;
    }

    /** Echoes on both families of {@code host} until it is closed. */
    public static UdpEcho on(Namespace host) {
        DatagramChannel server = host.inside(() -> DatagramChannel.open().bind(new InetSocketAddress(PORT)));
        Thread.ofPlatform().daemon().start(() -> serve(server));
        return new UdpEcho(server);
    }

    private static void serve(DatagramChannel server) {
        ByteBuffer datagram = ByteBuffer.allocate(LONGEST);
        try {
            while (true) {
                var from = server.receive(datagram.clear());
                server.send(datagram.flip(), from);
            }
        } catch (ClosedChannelException e) {
            // The test is over.
        } catch (IOException e) {
            throw new LabFailure("echo: " + e.getMessage(), e);
        }
    }

    /**
     * Sends {@code count} datagrams of {@code length} random bytes in bursts, and again those that are lost.
     *
     * @return those that came back unchanged, each counted once, before the deadline
     */
    static int exchange(Namespace client, InetSocketAddress host, int length, int count, Duration limit)
            throws IOException {
        Deadline deadline = Deadline.in(limit);
        int intact = 0;
        try (DatagramChannel channel = client.inside(DatagramChannel::open)) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.connect(host);
            channel.configureBlocking(false);
            while (intact < count) {
                intact += burst(channel, length, intact, Math.min(intact + 32, count), deadline);
            }
        }
        return intact;
    }

    private static int burst(DatagramChannel channel, int length, int from, int to, Deadline deadline)
            throws IOException {
        boolean[] back = new boolean[to - from];
        int missing = to - from;
        ByteBuffer received = ByteBuffer.allocate(LONGEST);
        long resendAt = 0;
        while (missing > 0) {
            if (deadline.nanosLeft() <= 0) {
                throw deadline.missed("echoes of " + length + " bytes");
            }
            if (System.nanoTime() - resendAt >= 0) {
                for (int number = from; number < to; number++) {
                    if (!back[number - from]) {
                        channel.write(ByteBuffer.wrap(bytes(number, length)));
                    }
                }
                resendAt = System.nanoTime() + RESEND_AFTER.toNanos();
            }
            if (channel.read(received.clear()) < 4) {
                Thread.onSpinWait();
                continue;
            }
            received.flip();
            int number = received.getInt(0);
            if (number >= from && number < to && !back[number - from]) {
                if (!received.equals(ByteBuffer.wrap(bytes(number, length)))) {
                    throw new LabFailure("datagram " + number + " of " + length + " bytes came back changed");
                }
                back[number - from] = true;
                missing--;
            }
        }
        return to - from;
    }

    /**
     * Sends one small datagram after the other and waits for each, with a pause between them that is a little different
     * every time.
     *
     * @return microseconds; a second for one that did not come back
     */
    public static List<Double> roundTrips(Namespace client, InetAddress host, int count) throws IOException {
        List<Double> micros = new ArrayList<>();
        Random random = new Random(count);
        try (DatagramChannel channel = client.inside(DatagramChannel::open)) {
            channel.connect(new InetSocketAddress(host, PORT));
            channel.socket().setSoTimeout(LOST_MICROS / 1000);
            for (int number = 0; number < count; number++) {
                LockSupport.parkNanos(random.nextLong(500_000, 1_500_000));
                micros.add(roundTrip(channel.socket(), number));
            }
        }
        return micros;
    }

    private static double roundTrip(DatagramSocket socket, int number) throws IOException {
        byte[] sent = bytes(number, 56);
        DatagramPacket answer = new DatagramPacket(new byte[sent.length], sent.length);
        long begin = System.nanoTime();
        socket.send(new DatagramPacket(sent, sent.length));
        try {
            do { // an echo may come later than we have waited for it
                socket.receive(answer);
            } while (!Arrays.equals(answer.getData(), sent));
            return (System.nanoTime() - begin) / 1e3;
        } catch (SocketTimeoutException e) {
            return LOST_MICROS;
        }
    }

    private static byte[] bytes(int number, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(number).nextBytes(bytes);
        ByteBuffer.wrap(bytes).putInt(0, number);
        return bytes;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new LabFailure("echo: " + e.getMessage(), e);
        }
    }
}

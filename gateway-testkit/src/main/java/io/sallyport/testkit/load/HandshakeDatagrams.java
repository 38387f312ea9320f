package io.sallyport.testkit.load;

import io.sallyport.dataplane.dtls.RecordHeader;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;

/** The datagrams of a handshake as Bouncy Castle wants to see them. The loop puts in, the handshake's thread takes out. */
final class HandshakeDatagrams implements DatagramTransport {
    private static final int SEND_LIMIT = 1200;
    private static final int RECEIVE_LIMIT = 4096;

    private final Consumer<byte[]> out;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>(64);
    private List<byte[]> lastFlight = List.of();
    private long nextSequence;

    HandshakeDatagrams(Consumer<byte[]> out) {
        this.out = out;
    }

    /** Has come for the handshake; is lost when too much has. */
    void put(byte[] bytes, int offset, int length) {
        received.offer(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws InterruptedIOException {
        try {
            byte[] datagram = received.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
            if (datagram == null || datagram.length > length) {
                return -1;
            }
            System.arraycopy(datagram, 0, buffer, offset, datagram.length);
            return datagram.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in a handshake");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        byte[] datagram = Arrays.copyOfRange(buffer, offset, offset + length);
        lastFlight = List.of(datagram);
        long number = RecordHeader.number(datagram, 0);
        if (RecordHeader.epoch(number) == 1) {
            nextSequence = Math.max(nextSequence, RecordHeader.sequence(number) + 1);
        }
        out.accept(datagram);
    }

    /** The number of the first record of epoch 1 that was not sent. */
    long nextSequence() {
        return nextSequence;
    }

    /** What holds the Finished, as it was sent last. */
    List<byte[]> lastFlight() {
        return lastFlight;
    }

    /** What has come and was not taken. */
    List<byte[]> unread() {
        List<byte[]> rest = new ArrayList<>();
        received.drainTo(rest);
        return rest;
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}

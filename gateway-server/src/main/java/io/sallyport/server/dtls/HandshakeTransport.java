package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.RecordHeader;
import io.sallyport.dataplane.udp.HandshakePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.DatagramTransport;

/**
 * A handshake's datagrams as Bouncy Castle wants to see them, and a record of what has been sent. Confined to the handshake's
 * thread.
 *
 * <p>That library sends each record by itself. Here the records of a flight gather in one datagram: a client that is woken
 * between ChangeCipherSpec and Finished may never look for the second one (seen from openconnect 9.01 with GnuTLS).
 */
final class HandshakeTransport implements DatagramTransport {
    private static final int SEND_LIMIT = 1200; // fits every path of IPv6

    private final HandshakeInbox inbox;
    private final HandshakePath path;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final List<byte[]> lastFlight = new ArrayList<>();
    private long nextSequence;

    HandshakeTransport(HandshakeInbox inbox, HandshakePath path) {
        this.inbox = inbox;
        this.path = path;
    }

    @Override
    public int getReceiveLimit() {
        return HandshakeInbox.LONGEST_RECORD;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        flush(); // to wait for an answer is the end of a flight, and not of the last one
        lastFlight.clear();
        try {
            byte[] record = inbox.take(Math.max(1, waitMillis));
            if (record == null) {
                if (inbox.isClosed()) {
                    throw new InterruptedIOException("the handshake was abandoned");
                }
                return -1;
            }
            if (record.length > length) {
                return -1;
            }
            System.arraycopy(record, 0, buffer, offset, record.length);
            return record.length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the gateway stops");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        if (gathered.size() + length > SEND_LIMIT) {
            flush();
        }
        gathered.write(buffer, offset, length);
        long number = RecordHeader.number(buffer, offset);
        if (RecordHeader.epoch(number) == 1) {
            nextSequence = Math.max(nextSequence, RecordHeader.sequence(number) + 1);
        }
    }

    /** Sends what has gathered; owed after the last flight, for which no answer is awaited. */
    void flush() {
        if (gathered.size() > 0) {
            byte[] datagram = gathered.toByteArray();
            gathered.reset();
            lastFlight.add(datagram);
            path.send(datagram.clone());
        }
    }

    /** Number of the first record of epoch 1 that has not been sent. */
    long nextSequence() {
        return nextSequence;
    }

    /** What has been sent since the client spoke last: nothing if the handshake ended with its word. */
    List<byte[]> lastFlight() {
        return List.copyOf(lastFlight);
    }

    @Override
    public void close() {
        // The path has its own ends.
    }
}

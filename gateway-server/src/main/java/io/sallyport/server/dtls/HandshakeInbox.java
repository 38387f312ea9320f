package io.sallyport.server.dtls;

import io.sallyport.dataplane.dtls.ContentType;
import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What has come for a handshake and is safe to show to Bouncy Castle, record by record.
 *
 * <p>That library answers a protected record which is too short with a fatal alert, so that one forged datagram would end a
 * handshake; and it believes alerts that anybody can write. Neither gets past here. Data that overtakes the client's Finished
 * waits for whoever reads records afterwards.
 *
 * <p>Thread-safe: the worker puts in, the handshake's thread takes out.
 */
final class HandshakeInbox {
    /** Bytes of the longest record that a handshake needs. */
    static final int LONGEST_RECORD = 4096;

    private static final int MOST_RECORDS = 64;
    private static final int MOST_EARLY = 32;
    private static final int VERSION_MAJOR = 0xFE;
    private static final int FINISHED_LENGTH = 24; // with its header of 12
    private static final int BLOCK_LENGTH = 16;

    private final DtlsCounters counters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<byte[]> records = new ArrayDeque<>();
    private final List<byte[]> early = new ArrayList<>();
    private @Nullable Protection protection;
    private boolean closed;

    HandshakeInbox(DtlsCounters counters) {
        this.counters = counters;
    }

    /** Takes a datagram apart; anything may stand in it. */
    void put(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            int end = offset + length;
            int at = offset;
            while (!closed && end - at >= RecordHeader.LENGTH) {
                int next = at + RecordHeader.LENGTH + RecordHeader.bodyLength(bytes, at);
                if (next > end) {
                    break;
                }
                sort(bytes, at, next);
                at = next;
            }
            if (at != end) {
                counters.handshakeRecordsRefused().increment();
            }
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    private void sort(byte[] bytes, int start, int end) {
        int type = RecordHeader.type(bytes, start);
        int epoch = RecordHeader.epoch(RecordHeader.number(bytes, start));
        int bodyLength = end - start - RecordHeader.LENGTH;
        boolean known = RecordHeader.version(bytes, start) >> 8 == VERSION_MAJOR && end - start <= LONGEST_RECORD;
        if (known && epoch == 1 && type == ContentType.APPLICATION_DATA && early.size() < MOST_EARLY) {
            early.add(Arrays.copyOfRange(bytes, start, end));
        } else if (known && isForHandshake(type, epoch, bodyLength) && records.size() < MOST_RECORDS) {
            records.add(Arrays.copyOfRange(bytes, start, end));
        } else {
            counters.handshakeRecordsRefused().increment();
        }
    }

    private boolean isForHandshake(int type, int epoch, int bodyLength) {
        return switch (epoch) {
            case 0 -> (type == ContentType.HANDSHAKE || type == ContentType.CHANGE_CIPHER_SPEC) && bodyLength > 0;
            case 1 -> type == ContentType.HANDSHAKE && canBeFinished(bodyLength);
            default -> false;
        };
    }

    private boolean canBeFinished(int bodyLength) {
        boolean aead = protection == null || protection.macLength() == 0;
        return aead ? bodyLength >= FINISHED_LENGTH + BLOCK_LENGTH : bodyLength >= cbcLength() && bodyLength % 16 == 0;
    }

    private int cbcLength() {
        int content = FINISHED_LENGTH + (protection == null ? 0 : protection.macLength()) + 1;
        return BLOCK_LENGTH + (content + BLOCK_LENGTH - 1) / BLOCK_LENGTH * BLOCK_LENGTH;
    }

    /** From now on it is known how records of epoch 1 look. */
    void expect(Optional<Protection> agreed) {
        lock.lock();
        try {
            protection = agreed.orElse(null);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next record.
     *
     * @return null if none came in time, or none will come any more
     */
    byte @Nullable [] take(long waitMillis) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
            while (records.isEmpty() && !closed && nanos > 0) {
                nanos = arrival.awaitNanos(nanos);
            }
            return records.poll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing goes in any more; what is in there and has not been looked at, each record a datagram. */
    List<byte[]> close() {
        lock.lock();
        try {
            closed = true;
            arrival.signal();
            List<byte[]> unread = new ArrayList<>(records);
            unread.addAll(early);
            records.clear();
            early.clear();
            return unread;
        } finally {
            lock.unlock();
        }
    }
}

package io.sallyport.dataplane.dtls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One DTLS association after its handshake, owned by the worker that made it: seals what goes out, opens what comes in, and
 * passes over in silence whatever is not genuine. There is one epoch, 1; a new handshake makes a new association.
 */
public final class Association {
    /** Takes what is genuine of a datagram. */
    public interface Receiver {
        /**
         * A record has verified; its contents follow.
         *
         * @param newest whether it is the latest of all so far: only then its source address is worth believing
         */
        void genuine(boolean newest);

        /** Application data, {@code bytes[offset .. offset + length)}, at least 1 byte. Valid during the call only. */
        void data(byte[] bytes, int offset, int length);

        /** The client repeats its Finished, so it may have missed these datagrams. */
        void missed(List<byte[]> lastFlight);

        /** The client has ended the association: close_notify or a fatal alert. */
        void closed();
    }

    /** Bytes in front of the body of a record. */
    public static final int RECORD_HEADER_LENGTH = RecordHeader.LENGTH;

    /** The longest content of a record, RFC 5246, section 6.2.1. */
    public static final int LARGEST_CONTENT = 1 << 14;

    private static final int EPOCH = 1;
    private static final long REKEY_WANTED_AT = 1L << 44; // of 2^48: time enough, whatever the rate
    private static final long FLIGHT_KEPT_NANOS = 60_000_000_000L;
    private static final long FLIGHT_PAUSE_NANOS = 100_000_000L;

    private static final long PLAUSIBLE_STEP = 1 << 16; // records lost while a client changes its address

    private static final int WARNING = 1;
    private static final int FATAL = 2;
    private static final int CLOSE_NOTIFY = 0;
    private static final byte[] CLOSE_NOTIFY_ALERT = {WARNING, CLOSE_NOTIFY};

    private final DtlsVersion version;
    private final Protection protection;
    private final RecordCipher sending;
    private final RecordCipher receiving;
    private final ReplayWindow window = new ReplayWindow();
    private final MisfitCounters misfits;
    private final byte[] scratch;
    private final int scratchOffset;
    private final long establishedAtNanos;
    private long nextSequence;
    private long newestReceived;
    private List<byte[]> lastFlight;
    private long flightNotBeforeNanos;

    /**
     * @param scratch where records are opened, shared by all associations of a worker; from {@code scratchOffset} on at least
     *     65,535 bytes
     */
    public Association(
            Established established, MisfitCounters misfits, byte[] scratch, int scratchOffset, long nowNanos) {
        RecordKeys keys = established.keys();
        this.version = keys.version();
        this.protection = keys.protection();
        this.sending = RecordCipher.sending(keys);
        this.receiving = RecordCipher.receiving(keys);
        this.misfits = misfits;
        this.scratch = scratch;
        this.scratchOffset = scratchOffset;
        this.establishedAtNanos = nowNanos;
        this.flightNotBeforeNanos = nowNanos;
        this.nextSequence = established.nextSequence();
        this.lastFlight = established.lastFlight();
        window.add(0); // the client's Finished, which the handshake has read
    }

    // ---- out

    /** Bytes of the datagram that carries {@code length} bytes in one record. */
    public int datagramLength(int length) {
        return RecordHeader.LENGTH + protection.bodyLength(length);
    }

    /** The most bytes that a datagram of {@code datagramLength} bytes carries in one record; less than 0 if none fits. */
    public int largestContent(int datagramLength) {
        return Math.min(LARGEST_CONTENT, protection.largestContent(datagramLength - RecordHeader.LENGTH));
    }

    /**
     * Writes one record with application data.
     *
     * @param length at most {@link #LARGEST_CONTENT}
     * @param target does not overlap the source; has room for {@link #datagramLength}
     * @return bytes written; 0 if there are no more sequence numbers
     */
    public int seal(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        return seal(ContentType.APPLICATION_DATA, source, offset, length, target, targetOffset);
    }

    /** Writes the record that ends the association for the client. As {@link #seal}. */
    public int sealCloseNotify(byte[] target, int targetOffset) {
        return seal(ContentType.ALERT, CLOSE_NOTIFY_ALERT, 0, CLOSE_NOTIFY_ALERT.length, target, targetOffset);
    }

    private int seal(int type, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        if (nextSequence >= RecordHeader.SEQUENCE_MASK) {
            return 0;
        }
        long number = (long) EPOCH << 48 | nextSequence++;
        int bodyOffset = targetOffset + RecordHeader.LENGTH;
        int bodyLength = sending.seal(type, number, source, offset, length, target, bodyOffset);
        RecordHeader.write(target, targetOffset, type, version, number, bodyLength);
        return RecordHeader.LENGTH + bodyLength;
    }

    /** Whether sequence numbers run out in the foreseeable future, in either direction. */
    public boolean wantsRekey() {
        return nextSequence >= REKEY_WANTED_AT || newestReceived >= REKEY_WANTED_AT;
    }

    // ---- in

    /**
     * Opens a datagram of one or several records. Whatever is wrong with it is counted, and nothing else happens.
     *
     * @return whether a record of it was genuine
     */
    public boolean open(byte[] datagram, int offset, int length, long nowNanos, Receiver receiver) {
        int end = offset + length;
        int at = offset;
        boolean genuine = false;
        while (end - at >= RecordHeader.LENGTH) {
            int bodyLength = RecordHeader.bodyLength(datagram, at);
            int next = at + RecordHeader.LENGTH + bodyLength;
            if (next > end) {
                break;
            }
            Misfit misfit = misfit(datagram, at, bodyLength);
            if (misfit == null) {
                int content = decrypt(datagram, at, bodyLength);
                if (content < 0) {
                    misfits.count(Misfit.FORGED);
                    return genuine; // whoever forges one record may have filled the datagram with them
                }
                genuine = true;
                accept(datagram, at, content, nowNanos, receiver);
            } else {
                misfits.count(misfit);
            }
            at = next;
        }
        if (at != end || length == 0) {
            misfits.count(Misfit.LENGTH);
        }
        return genuine;
    }

    /** Whether a datagram from nowhere looks like one of an association: a first record of application data in epoch 1. */
    public static boolean isLikely(byte[] datagram, int offset, int length) {
        return length > RecordHeader.LENGTH
                && RecordHeader.type(datagram, offset) == ContentType.APPLICATION_DATA
                && RecordHeader.epoch(RecordHeader.number(datagram, offset)) == EPOCH
                && RecordHeader.bodyLength(datagram, offset) <= length - RecordHeader.LENGTH;
    }

    /**
     * How far behind the newest record of this association the first one of a {@linkplain #isLikely likely} datagram would be.
     * Nothing is verified.
     *
     * @return less than 0 if it cannot, or will not, be one of this association
     */
    public long distance(byte[] datagram, int offset) {
        int bodyLength = RecordHeader.bodyLength(datagram, offset);
        long ahead = RecordHeader.sequence(RecordHeader.number(datagram, offset)) - newestReceived;
        boolean fits = misfit(datagram, offset, bodyLength) == null && ahead > 0 && ahead <= PLAUSIBLE_STEP;
        return fits ? ahead : -1;
    }

    private @Nullable Misfit misfit(byte[] datagram, int at, int bodyLength) {
        int type = RecordHeader.type(datagram, at);
        long number = RecordHeader.number(datagram, at);
        if (type < ContentType.CHANGE_CIPHER_SPEC || type > ContentType.APPLICATION_DATA) {
            return Misfit.TYPE;
        }
        if (RecordHeader.version(datagram, at) != version.wire()) {
            return Misfit.VERSION;
        }
        if (RecordHeader.epoch(number) != EPOCH) {
            return Misfit.EPOCH;
        }
        if (type == ContentType.CHANGE_CIPHER_SPEC) {
            return Misfit.TYPE;
        }
        if (bodyLength < protection.shortestBody() || bodyLength > LARGEST_CONTENT + protection.longestOverhead()) {
            return Misfit.LENGTH;
        }
        return window.isNew(RecordHeader.sequence(number)) ? null : Misfit.REPLAYED;
    }

    private int decrypt(byte[] datagram, int at, int bodyLength) {
        return receiving.open(
                RecordHeader.type(datagram, at),
                RecordHeader.number(datagram, at),
                datagram,
                at + RecordHeader.LENGTH,
                bodyLength,
                scratch,
                scratchOffset);
    }

    private void accept(byte[] datagram, int at, int contentLength, long nowNanos, Receiver receiver) {
        long sequence = RecordHeader.sequence(RecordHeader.number(datagram, at));
        boolean newest = sequence > newestReceived;
        newestReceived = Math.max(newestReceived, sequence);
        window.add(sequence);
        receiver.genuine(newest);
        switch (RecordHeader.type(datagram, at)) {
            case ContentType.APPLICATION_DATA -> {
                lastFlight = List.of(); // it has everything that it needs
                if (contentLength > 0) {
                    receiver.data(scratch, scratchOffset, contentLength);
                }
            }
            case ContentType.HANDSHAKE -> repeatFlight(nowNanos, receiver);
            default -> {
                if (isLast(contentLength)) {
                    receiver.closed();
                }
            }
        }
    }

    private void repeatFlight(long nowNanos, Receiver receiver) {
        boolean kept = nowNanos - establishedAtNanos < FLIGHT_KEPT_NANOS;
        if (kept && !lastFlight.isEmpty() && nowNanos - flightNotBeforeNanos >= 0) {
            flightNotBeforeNanos = nowNanos + FLIGHT_PAUSE_NANOS;
            receiver.missed(lastFlight);
        }
    }

    private boolean isLast(int contentLength) {
        return contentLength == 2 && (scratch[scratchOffset] == FATAL || scratch[scratchOffset + 1] == CLOSE_NOTIFY);
    }
}

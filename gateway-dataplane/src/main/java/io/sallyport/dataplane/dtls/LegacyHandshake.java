package io.sallyport.dataplane.dtls;

import static io.sallyport.dataplane.dtls.LegacyPrf.join;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of the handshake of Cisco's DTLS 0.9, owned by whoever gives it its datagrams. It is always a resumption:
 * the master secret and the session id have travelled over TLS.
 *
 * <pre>
 *            hello without the cookie / HelloVerifyRequest
 *              ┌──┐
 *              ▼  │     hello / ServerHello, CCS, Finished            Finished
 *        AWAITING_HELLO ───────────────────────────────► Answered ────────────────► Done
 *                                                          │  ▲  │
 *              the same hello again, or a second of silence└──┘  └─ a minute, or a wrong Finished ─► Failed
 *                  / the flight again
 * </pre>
 *
 * <p>It differs from RFC 4347: the transcript has the bodies of messages without their headers, a ChangeCipherSpec is three
 * bytes long and counts as a message. Everything unexpected is passed over in silence. Does no I/O and reads no clock.
 */
public final class LegacyHandshake {
    /** What there is to do now. */
    public sealed interface Step {
        /** Send these, and call {@link LegacyHandshake#at} when it is time, unless the client is heard before. */
        record Wait(List<byte[]> datagrams, long wakeAtNanos) implements Step {}

        /** The client has proved itself. */
        record Done(Established established) implements Step {}

        /** This will lead nowhere. */
        record Failed() implements Step {}
    }

    private static final int HANDSHAKE_HEADER_LENGTH = 12;
    private static final int SERVER_HELLO = 2;
    private static final int HELLO_VERIFY_REQUEST = 3;
    private static final int FINISHED = 20;
    private static final int FINISHED_MESSAGE_LENGTH = HANDSHAKE_HEADER_LENGTH + LegacyPrf.VERIFY_DATA_LENGTH;
    private static final int RANDOM_LENGTH = 32;
    private static final long EPOCH_1 = 1L << 48;

    private static final long FIRST_SILENCE_NANOS = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int MOST_FLIGHTS = 12; // a replayed hello must not make us talk for ever

    private final Protection protection;
    private final int suite;
    private final byte[] sessionId;
    private final byte[] masterSecret;
    private final byte[] serverRandom;
    private final Optional<byte[]> cookie;
    private final MisfitCounters misfits;
    private final long giveUpAtNanos;
    private long nextClearSequence;
    private @Nullable Answered answered;

    /**
     * @param suite a CBC suite with SHA-1
     * @param sessionId 1 to 32 bytes, as in X-DTLS-Session-ID
     * @param masterSecret 48 bytes, as in X-DTLS-Master-Secret
     * @param serverRandom 32 fresh random bytes
     * @param cookie what a hello must bring before it is answered with more than a HelloVerifyRequest; made of the client's
     *     address. Empty: no such exchange
     */
    public LegacyHandshake(
            int suite,
            byte[] sessionId,
            byte[] masterSecret,
            byte[] serverRandom,
            Optional<byte[]> cookie,
            MisfitCounters misfits,
            long nowNanos) {
        this.protection = Protection.ofSuite(suite)
                .filter(found -> found.isCbc() && found.macLength() == 20)
                .orElseThrow(() -> new IllegalArgumentException("suite: " + suite + " (expected: CBC with SHA-1)"));
        if (masterSecret.length != LegacyPrf.MASTER_SECRET_LENGTH || serverRandom.length != RANDOM_LENGTH) {
            throw new IllegalArgumentException("master secret: " + masterSecret.length
                    + " bytes (expected: 48), random: " + serverRandom.length + " (expected: 32)");
        }
        this.suite = suite;
        this.sessionId = sessionId.clone();
        this.masterSecret = masterSecret.clone();
        this.serverRandom = serverRandom.clone();
        this.cookie = cookie;
        this.misfits = misfits;
        this.giveUpAtNanos = nowNanos + PATIENCE_NANOS;
    }

    /** A datagram of the client; anything may stand in it. */
    public Step on(byte[] datagram, int offset, int length, long nowNanos) {
        if (answered == null) {
            return onHello(datagram, offset, length, nowNanos);
        }
        Optional<ClientHello> hello = ClientHello.peek(datagram, offset, length);
        if (hello.isPresent()) {
            boolean same = Arrays.equals(hello.get().random(), answered.clientRandom);
            return same ? answered.flight(nowNanos) : answered.waiting();
        }
        return answered.onFinished(datagram, offset, length);
    }

    /** The time of {@link Step.Wait#wakeAtNanos} has come. */
    public Step at(long nowNanos) {
        if (nowNanos - giveUpAtNanos >= 0) {
            return new Step.Failed();
        }
        return answered == null ? silence() : answered.timeout(nowNanos);
    }

    private Step silence() {
        return new Step.Wait(List.of(), giveUpAtNanos);
    }

    private Step onHello(byte[] datagram, int offset, int length, long nowNanos) {
        ClientHello hello = ClientHello.peek(datagram, offset, length).orElse(null);
        if (hello == null || !isAcceptable(hello)) {
            return silence();
        }
        if (cookie.isPresent() && !MessageDigest.isEqual(cookie.get(), hello.cookie())) {
            return new Step.Wait(List.of(clearRecord(helloVerifyRequest(cookie.get()))), giveUpAtNanos);
        }
        byte[] body = Arrays.copyOfRange(
                datagram,
                offset + RecordHeader.LENGTH + HANDSHAKE_HEADER_LENGTH,
                offset + RecordHeader.LENGTH + HANDSHAKE_HEADER_LENGTH + hello.fragmentLength());
        answered = new Answered(hello.random(), body);
        return answered.flight(nowNanos);
    }

    private boolean isAcceptable(ClientHello hello) {
        return hello.recordVersion() == DtlsVersion.CISCO_0_9.wire()
                && hello.version() == DtlsVersion.CISCO_0_9.wire()
                && hello.isWhole()
                && hello.offers(suite)
                && Arrays.equals(hello.sessionId(), sessionId);
    }

    private byte[] helloVerifyRequest(byte[] expected) {
        byte[] body = join(u16(DtlsVersion.CISCO_0_9.wire()), new byte[] {(byte) expected.length}, expected);
        return message(HELLO_VERIFY_REQUEST, 0, body);
    }

    private byte[] clearRecord(byte[] message) {
        return clearRecord(ContentType.HANDSHAKE, message);
    }

    private byte[] clearRecord(int type, byte[] content) {
        byte[] record = new byte[RecordHeader.LENGTH + content.length];
        RecordHeader.write(record, 0, type, DtlsVersion.CISCO_0_9, nextClearSequence++, content.length);
        System.arraycopy(content, 0, record, RecordHeader.LENGTH, content.length);
        return record;
    }

    private static byte[] message(int type, int sequence, byte[] body) {
        byte[] length = {0, (byte) (body.length >> 8), (byte) body.length};
        return join(new byte[] {(byte) type}, length, u16(sequence), new byte[3], length, body);
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** The server has spoken; the client's Finished is to come. */
    private final class Answered {
        private final byte[] clientRandom;
        private final byte[] serverHello;
        private final byte[] serverVerifyData;
        private final byte[] clientVerifyData;
        private final RecordKeys keys;
        private final RecordCipher sending;
        private final RecordCipher receiving;
        private final byte[] opened = new byte[128]; // more than a Finished with the longest padding worth reading
        private final int firstMessage = cookie.isPresent() ? 1 : 0;
        private long nextSequence;
        private int flights;
        private long silenceNanos = FIRST_SILENCE_NANOS;
        private long wakeAtNanos;

        Answered(byte[] clientRandom, byte[] clientHello) {
            this.clientRandom = clientRandom;
            serverHello = join(
                    u16(DtlsVersion.CISCO_0_9.wire()),
                    serverRandom,
                    new byte[] {(byte) sessionId.length},
                    sessionId,
                    u16(suite),
                    new byte[1]); // no compression
            byte[] transcript = join(clientHello, serverHello);
            serverVerifyData = LegacyPrf.verifyData(masterSecret, "server finished", transcript);
            clientVerifyData =
                    LegacyPrf.verifyData(masterSecret, "client finished", join(transcript, serverVerifyData));
            keys = RecordKeys.ofServer(
                    DtlsVersion.CISCO_0_9,
                    protection,
                    LegacyPrf.keyBlock(masterSecret, serverRandom, clientRandom, protection.keyBlockLength()));
            sending = RecordCipher.sending(keys);
            receiving = RecordCipher.receiving(keys);
        }

        /** The whole flight in one datagram: same messages each time, new record numbers. */
        Step flight(long nowNanos) {
            wakeAtNanos = nowNanos + silenceNanos;
            if (flights == MOST_FLIGHTS) {
                return waiting();
            }
            flights++;
            byte[] hello = clearRecord(message(SERVER_HELLO, firstMessage, serverHello));
            byte[] change = clearRecord(ContentType.CHANGE_CIPHER_SPEC, join(new byte[] {1}, u16(firstMessage + 1)));
            byte[] finished = protectedRecord(message(FINISHED, firstMessage + 2, serverVerifyData));
            return new Step.Wait(List.of(join(hello, change, finished)), wakeAt());
        }

        Step waiting() {
            return new Step.Wait(List.of(), wakeAt());
        }

        Step timeout(long nowNanos) {
            if (nowNanos - wakeAtNanos < 0) {
                return waiting();
            }
            silenceNanos *= 2;
            return flight(nowNanos);
        }

        private long wakeAt() {
            return wakeAtNanos - giveUpAtNanos < 0 ? wakeAtNanos : giveUpAtNanos;
        }

        private byte[] protectedRecord(byte[] message) {
            int bodyLength = protection.bodyLength(message.length);
            byte[] record = new byte[RecordHeader.LENGTH + bodyLength];
            long number = EPOCH_1 | nextSequence++;
            RecordHeader.write(record, 0, ContentType.HANDSHAKE, DtlsVersion.CISCO_0_9, number, bodyLength);
            sending.seal(ContentType.HANDSHAKE, number, message, 0, message.length, record, RecordHeader.LENGTH);
            return record;
        }

        Step onFinished(byte[] datagram, int offset, int length) {
            int end = offset + length;
            for (int at = offset; end - at >= RecordHeader.LENGTH; ) {
                int next = at + RecordHeader.LENGTH + RecordHeader.bodyLength(datagram, at);
                if (next > end) {
                    break;
                }
                int contentLength = open(datagram, at, next);
                if (contentLength >= 0) {
                    return isFinished(contentLength)
                            ? done(Arrays.copyOfRange(datagram, next, end))
                            : new Step.Failed();
                }
                at = next;
            }
            return waiting();
        }

        /** @return bytes of the content of the record, -1 if it is not one that the client's Finished can be in */
        private int open(byte[] datagram, int at, int next) {
            int bodyLength = next - at - RecordHeader.LENGTH;
            long number = RecordHeader.number(datagram, at);
            boolean likely = RecordHeader.type(datagram, at) == ContentType.HANDSHAKE
                    && RecordHeader.version(datagram, at) == DtlsVersion.CISCO_0_9.wire()
                    && RecordHeader.epoch(number) == 1
                    && bodyLength >= protection.shortestBody()
                    && bodyLength <= opened.length;
            if (!likely) {
                return -1;
            }
            int contentLength = receiving.open(
                    ContentType.HANDSHAKE, number, datagram, at + RecordHeader.LENGTH, bodyLength, opened, 0);
            if (contentLength < 0) {
                misfits.count(Misfit.FORGED);
            }
            return contentLength;
        }

        private boolean isFinished(int contentLength) {
            return contentLength == FINISHED_MESSAGE_LENGTH
                    && opened[0] == FINISHED
                    && MessageDigest.isEqual(
                            Arrays.copyOfRange(opened, HANDSHAKE_HEADER_LENGTH, FINISHED_MESSAGE_LENGTH),
                            clientVerifyData);
        }

        private Step done(byte[] rest) {
            List<byte[]> unread = rest.length == 0 ? List.of() : List.of(rest);
            return new Step.Done(new Established(keys, nextSequence, List.of(), unread));
        }
    }
}

package io.sallyport.server.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.conformance.Requirement;
import io.sallyport.dataplane.dtls.Association;
import io.sallyport.dataplane.dtls.DtlsVersion;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.udp.DtlsPath;
import io.sallyport.dataplane.udp.HandshakePath;
import io.sallyport.dataplane.udp.PathListener;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.dtls.DtlsCounters.Handshake;
import io.sallyport.server.testkit.ResumingTlsClient;
import io.sallyport.server.tunnel.DtlsSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.tls.BasicTlsPSKIdentity;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsClient;
import org.bouncycastle.tls.TlsSession;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole handshakes with Bouncy Castle's client, and the first records afterwards. */
class HandshakeTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final byte[] ID = filled(32, 7);
    private static final byte[] MASTER_SECRET = filled(48, 9);
    private static final byte[] PSK = filled(32, 5);
    private static final HexFormat HEX = HexFormat.of().withUpperCase(); // as AssertJ
    private static final String EXTENDED_MASTER_SECRET = "00170000"; // the extension, which is empty (RFC 7627)

    private final TlsCrypto crypto =
            new JcaTlsCryptoProvider().setProvider(new BouncyCastleProvider()).create(new SecureRandom());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final DtlsCounters counters = new DtlsCounters();
    private final Wire wire = new Wire();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @Requirement({204, 206})
    @CsvSource({
        "AES128-GCM-SHA256, 0x009C, AES_128_GCM",
        "ECDHE-RSA-AES256-GCM-SHA384, 0xC030, AES_256_GCM",
        "AES256-SHA, 0x0035, AES_256_CBC_SHA1"
    })
    void resumesWhatNeverWas(String name, String number, Protection protection) throws Exception {
        int suite = Integer.decode(number);

        DTLSTransport client = connect(
                inbox -> resuming(suite, ProtocolVersion.DTLSv12, inbox), new Resuming(suite, ID, MASTER_SECRET));

        assertThat(wire.result().keys().protection()).as(name).isEqualTo(protection);
        assertThat(wire.result().keys().version()).isEqualTo(DtlsVersion.DTLS_1_2);
        assertThat(wire.result().lastFlight()).as("the client spoke last").isEmpty();
        assertThat(counters.handshakes().of(Handshake.COMPLETED)).isEqualTo(1);
        exchange(client);
    }

    /** OpenSSL's clients offer it whatever they resume; there was no handshake that the secret could be bound to. */
    @Test
    @Requirement(205)
    void resumesWithoutTheExtendedMasterSecretThatIsOffered() throws Exception {
        Resuming offering = new Resuming(0x009C, ID, MASTER_SECRET);
        offering.offersExtendedMasterSecret = true;

        DTLSTransport client = connect(inbox -> resuming(0x009C, ProtocolVersion.DTLSv12, inbox), offering);

        assertThat(wire.fromClient.getFirst()).as("offered").asHexString().contains(EXTENDED_MASTER_SECRET);
        assertThat(wire.sent.getFirst()).as("agreed on").asHexString().doesNotContain(EXTENDED_MASTER_SECRET);
        assertThat(counters.handshakes().of(Handshake.COMPLETED)).isEqualTo(1);
        exchange(client);
    }

    @ParameterizedTest
    @Requirement(207)
    @CsvSource({"0x00A9, AES_256_GCM", "0x00A8, AES_128_GCM", "0xCCAB, CHACHA20_POLY1305", "0x00AE, AES_128_CBC_SHA256"
    })
    void negotiatesWithAPreSharedKey(String number, Protection protection) throws Exception {
        DTLSTransport client = connect(this::negotiating, new Psk(Integer.decode(number), PSK));

        assertThat(wire.result().keys().protection()).isEqualTo(protection);
        assertThat(wire.result().lastFlight())
                .as("the client may have missed it")
                .isNotEmpty();
        assertThat(wire.result().nextSequence()).isEqualTo(1);
        assertThat(client).isNotNull();
        exchange(client);
    }

    /** GnuTLS, as openconnect uses it, may wait for ever for a Finished that comes shortly after its ChangeCipherSpec. */
    @Test
    void eachFlightIsOneDatagram() throws Exception {
        connect(this::negotiating, new Psk(0x00A9, PSK));

        assertThat(wire.sent)
                .as("ServerHello to ServerHelloDone, ChangeCipherSpec and Finished")
                .hasSize(2);
        assertThat(wire.result().lastFlight()).containsExactly(wire.sent.getLast());
    }

    /** A client that got back what it has sent would take it for a resumption, and has nothing to resume. */
    @Test
    @Requirement(208)
    void doesNotCallTheSessionByTheIdOfTheTunnel() throws Exception {
        Psk naming = new Psk(0x00A9, PSK);
        naming.appId = ID;

        DTLSTransport client = connect(this::negotiating, naming);

        assertThat(wire.fromClient.getFirst()).as("as session id").asHexString().contains(HEX.formatHex(ID));
        assertThat(naming.sessionId).isNotNull().isNotEqualTo(ID);
        exchange(client);
    }

    @Test
    @Requirement({209, 215})
    void refusesAWrongPreSharedKey() {
        BouncyHandshake handshake = begin(this::negotiating, Optional.empty());

        Future<DTLSTransport> client = dial(handshake, new Psk(0x00A9, filled(32, 6)));
        wire.awaitSilence();
        handshake.abandoned();

        assertThat(wire.failure()).succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(wire.established).isNotDone();
        client.cancel(true);
    }

    @Test
    void makesNoFullHandshakeOfAResumption() {
        BouncyHandshake handshake = begin(inbox -> resuming(0x009C, ProtocolVersion.DTLSv12, inbox), Optional.empty());

        Future<DTLSTransport> client = dial(handshake, new Resuming(0x009C, filled(32, 1), MASTER_SECRET));

        assertThatThrownBy(() -> client.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
        assertThat(wire.failure()).succeedsWithin(Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(counters.handshakes().of(Handshake.NOT_RESUMED)).isEqualTo(1);
    }

    @Test
    void asksForACookieIfToldTo() throws Exception {
        BouncyHandshake handshake = begin(this::negotiating, Optional.of(new HelloVerifier(crypto)));

        DTLSTransport client = dial(handshake, new Psk(0x00A9, PSK)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        assertThat(wire.sent.getFirst()[13]).as("HelloVerifyRequest").isEqualTo((byte) 3);
        exchange(client);
    }

    /** Shapes that make Bouncy Castle send a fatal alert, were they shown to it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 16, 23, 24, 39})
    void isNotBrokenByForgedRecords(int bodyLength) throws Exception {
        wire.forged = List.of(
                record(20, 1, bodyLength),
                record(21, 1, bodyLength),
                record(22, 1, bodyLength),
                record(24, 1, bodyLength),
                alert(),
                new byte[] {22},
                record(22, 3, bodyLength));

        DTLSTransport client = connect(this::negotiating, new Psk(0x00A9, PSK));

        exchange(client);
        assertThat(counters.handshakeRecordsRefused().sum()).isPositive();
    }

    @Test
    void keepsDataThatComesBeforeItIsTime() throws Exception {
        byte[] early = record(23, 1, 60);
        wire.forged = List.of(early);

        connect(this::negotiating, new Psk(0x00A9, PSK));

        assertThat(wire.result().unread()).contains(early);
    }

    @Test
    void keepsDataThatComesBeforeTheWorkerTurnsToTheAssociation() throws Exception {
        byte[] prompt = record(23, 1, 60);
        BouncyHandshake handshake = begin(this::negotiating, Optional.empty());
        dial(handshake, new Psk(0x00A9, PSK)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        wire.established.get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        handshake.datagram(prompt, 0, prompt.length, 0);

        assertThat(wire.result().unread()).contains(prompt);
    }

    // ---- both ends

    private HandshakeServer resuming(int suite, ProtocolVersion version, HandshakeInbox inbox) {
        return new ResumingServer(crypto, ID, new DtlsSecret(MASTER_SECRET.clone()), suite, version, inbox::expect);
    }

    private HandshakeServer negotiating(HandshakeInbox inbox) {
        return new PskServer(crypto, new DtlsSecret(PSK.clone()), inbox::expect);
    }

    private DTLSTransport connect(Function<HandshakeInbox, HandshakeServer> server, TlsClient client) throws Exception {
        DTLSTransport transport = dial(begin(server, Optional.empty()), client).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        wire.established.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return transport;
    }

    private BouncyHandshake begin(Function<HandshakeInbox, HandshakeServer> server, Optional<HelloVerifier> verifier) {
        return new BouncyHandshake(wire, server, new Nobody(), verifier, threads, counters);
    }

    private Future<DTLSTransport> dial(BouncyHandshake handshake, TlsClient client) {
        return threads.submit(() -> new DTLSClientProtocol().connect(client, wire.clientEnd(handshake)));
    }

    /** A record each way: ours sealed and opened by the record layer, the client's by Bouncy Castle. */
    private void exchange(DTLSTransport client) throws IOException {
        byte[] scratch = new byte[70_000];
        Association association = new Association(wire.result(), new MisfitCounters(), scratch, 0, 0);
        byte[] hello = "to the client".getBytes(StandardCharsets.US_ASCII);
        byte[] datagram = new byte[association.datagramLength(hello.length)];
        association.seal(hello, 0, hello.length, datagram, 0);
        wire.toClient.add(datagram);
        byte[] received = new byte[2000];
        int length = client.receive(received, 0, received.length, PATIENCE_SECONDS * 1000);
        assertThat(Arrays.copyOf(received, Math.max(0, length))).isEqualTo(hello);

        wire.fromClient.clear();
        client.send(hello, 0, hello.length);
        byte[] back = wire.fromClient.getLast();
        List<String> opened = new ArrayList<>();
        association.open(back, 0, back.length, 0, new Association.Receiver() {
            @Override
            public void genuine(boolean newest) {
                opened.add("genuine");
            }

            @Override
            public void data(byte[] bytes, int offset, int count) {
                opened.add(new String(bytes, offset, count, StandardCharsets.US_ASCII));
            }

            @Override
            public void missed(List<byte[]> lastFlight) {
                opened.add("missed");
            }

            @Override
            public void closed() {
                opened.add("closed");
            }
        });
        assertThat(opened).containsExactly("genuine", "to the client");
    }

    /** Queues between the two, and what the handshake says of its end. */
    private static final class Wire implements HandshakePath {
        private final BlockingQueue<byte[]> toClient = new LinkedBlockingQueue<>();
        private final List<byte[]> sent = new CopyOnWriteArrayList<>();
        private final List<byte[]> fromClient = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Supplier<Established>> established = new CompletableFuture<>();
        private final CompletableFuture<Void> failed = new CompletableFuture<>();
        private volatile List<byte[]> forged = List.of();
        private @Nullable Established result;

        /** As the worker: it asks once. */
        Established result() {
            if (result == null) {
                result = established.join().get();
            }
            return result;
        }

        CompletableFuture<Void> failure() {
            return failed;
        }

        /** Until the client has sent its Finished, which is its third flight. */
        void awaitSilence() {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (fromClient.stream().noneMatch(datagram -> datagram[4] == 1)) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.onSpinWait();
            }
        }

        DatagramTransport clientEnd(BouncyHandshake handshake) {
            return new DatagramTransport() {
                @Override
                public int getReceiveLimit() {
                    return 2000;
                }

                @Override
                public int getSendLimit() {
                    return 1400;
                }

                @Override
                public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
                    try {
                        byte[] datagram = toClient.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
                        if (datagram == null) {
                            return -1;
                        }
                        System.arraycopy(datagram, 0, buffer, offset, datagram.length);
                        return datagram.length;
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }

                @Override
                public void send(byte[] buffer, int offset, int length) {
                    fromClient.add(Arrays.copyOfRange(buffer, offset, offset + length));
                    if (!established.isDone()) {
                        if (!sent.isEmpty()) {
                            forged.forEach(datagram -> handshake.datagram(datagram, 0, datagram.length, 0));
                        }
                        handshake.datagram(buffer, offset, length, 0);
                    }
                }

                @Override
                public void close() {
                    // Nothing is held.
                }
            };
        }

        @Override
        public Worker worker() {
            throw new UnsupportedOperationException("nothing here needs a worker");
        }

        @Override
        public InetSocketAddress remote() {
            return new InetSocketAddress(InetAddress.ofLiteral("198.18.1.11"), 40_000);
        }

        @Override
        public MisfitCounters misfits() {
            throw new UnsupportedOperationException("nothing here is counted by workers");
        }

        @Override
        public void send(byte[] datagram) {
            sent.add(datagram);
            toClient.add(datagram);
        }

        @Override
        public void established(Supplier<Established> result, PathListener listener) {
            established.complete(result);
        }

        @Override
        public void failed() {
            failed.complete(null);
        }
    }

    private static final class Nobody implements PathListener {
        @Override
        public void opened(DtlsPath path) {}

        @Override
        public void frame(int type, byte[] bytes, int offset, int length) {}

        @Override
        public void batchRead(long nowNanos) {}

        @Override
        public void moved(InetSocketAddress remote) {}

        @Override
        public void narrowed(int largestPayload) {}

        @Override
        public void rekeyWanted() {}

        @Override
        public void closed() {}
    }

    private final class Resuming extends ResumingTlsClient {
        private boolean offersExtendedMasterSecret;

        Resuming(int suite, byte[] id, byte[] masterSecret) {
            super(HandshakeTest.this.crypto, suite, id, masterSecret);
        }

        @Override
        public boolean shouldUseExtendedMasterSecret() {
            return offersExtendedMasterSecret;
        }
    }

    private final class Psk extends PSKTlsClient {
        private final int suite;
        private byte @Nullable [] appId; // sent as the id of a session
        private byte @Nullable [] sessionId; // the server's

        Psk(int suite, byte[] psk) {
            super(HandshakeTest.this.crypto, new BasicTlsPSKIdentity("psk".getBytes(StandardCharsets.US_ASCII), psk));
            this.suite = suite;
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return new ProtocolVersion[] {ProtocolVersion.DTLSv12};
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {suite, CipherSuite.TLS_PSK_WITH_AES_128_CCM};
        }

        @Override
        public @Nullable TlsSession getSessionToResume() {
            return appId == null ? null : ResumingTlsClient.session(crypto, suite, appId, filled(48, 1));
        }

        @Override
        public boolean allowLegacyResumption() {
            return true;
        }

        @Override
        public void notifySessionID(byte[] selected) {
            super.notifySessionID(selected);
            sessionId = selected;
        }
    }

    // ---- datagrams

    private static byte[] record(int type, int epoch, int bodyLength) {
        byte[] record = filled(13 + bodyLength, 3);
        System.arraycopy(
                new byte[] {(byte) type, (byte) 0xFE, (byte) 0xFD, 0, (byte) epoch, 0, 0, 0, 0, 1, 0},
                0,
                record,
                0,
                11);
        record[11] = (byte) (bodyLength >>> 8);
        record[12] = (byte) bodyLength;
        return record;
    }

    /** Fatal, handshake_failure, in the clear: anybody can write it. */
    private static byte[] alert() {
        byte[] record = record(21, 0, 2);
        record[13] = 2;
        record[14] = 40;
        return record;
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}

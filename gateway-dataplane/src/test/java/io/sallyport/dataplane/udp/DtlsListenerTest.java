package io.sallyport.dataplane.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.conformance.Requirement;
import io.sallyport.dataplane.dtls.Association;
import io.sallyport.dataplane.dtls.ClientHello;
import io.sallyport.dataplane.dtls.DtlsVersion;
import io.sallyport.dataplane.dtls.Established;
import io.sallyport.dataplane.dtls.Keys;
import io.sallyport.dataplane.dtls.LegacyClient;
import io.sallyport.dataplane.dtls.LegacyHandshake;
import io.sallyport.dataplane.dtls.LegacyVectors;
import io.sallyport.dataplane.dtls.Misfit;
import io.sallyport.dataplane.dtls.MisfitCounters;
import io.sallyport.dataplane.dtls.Protection;
import io.sallyport.dataplane.dtls.RecordKeys;
import io.sallyport.dataplane.udp.UdpCounters.Event;
import io.sallyport.dataplane.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two workers, real sockets, and a handshake of one datagram: what an id leads to is given keys. */
class DtlsListenerTest {
    private static final long PATIENCE_SECONDS = 10;
    private static final long SECOND = 1_000_000_000L;
    private static final int LARGEST_DATAGRAM = 65_507; // over IPv4
    private static final byte[] SESSION_ID =
            LegacyVectors.hex("76d888a14ccee48fca15fa08f4a6d4b9d17e01f8fdaad7cea05a22719fcf7a8d");

    private final AtomicLong clock = new AtomicLong(1);
    private final List<Client> clients = new ArrayList<>();
    private Idle idle;
    private DtlsListener listener;

    @BeforeEach
    void open() throws Exception {
        open("127.0.0.1", new DtlsLimits(16, 2, 60 * SECOND));
    }

    private void open(String host, DtlsLimits limits) throws Exception {
        idle = new Idle(2);
        listener = DtlsListener.open(idle.workers.all(), new InetSocketAddress(host, 0), limits, clock::get);
    }

    @AfterEach
    void close() throws Exception {
        for (Client client : clients) {
            client.channel.close();
        }
        listener.close();
        idle.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void carriesFramesBothWaysBehindAHandshake(String host) throws Exception {
        close();
        open(host, DtlsLimits.DEFAULT);
        Peer peer = post(SESSION_ID);
        Client client = greet(host);
        DtlsPath path = peer.path();
        client.sendFrame(0x00, 45);
        client.sendFrame(0x03, 1435);

        assertThat(peer.frame()).containsExactly(frame(0x00, 45));
        assertThat(peer.frame()).containsExactly(frame(0x03, 1435));
        await("the end of the batch", () -> peer.batches.get() > 0);
        path.worker().execute(() -> {
            byte[] bytes = new byte[100 + 1400];
            for (int i = 0; i < 100; i++) {
                bytes[100] = (byte) i;
                assertThat(path.send(0x00, bytes, 100, 1200 + i)).isTrue();
            }
            path.flush();
        });
        for (int i = 0; i < 100; i++) {
            assertThat(client.frame()).hasSize(1 + 1200 + i).startsWith(0x00, i);
        }
        assertThat(path.remote()).isEqualTo(client.address());
    }

    @Test
    void doesTheHandshakeOfDtls09() throws Exception {
        byte[] serverRandom = new byte[32];
        Peer peer = new Peer();
        post(new Offer(
                new OfferId(SESSION_ID),
                (hello, path) -> new LegacyHandshaking(
                        new LegacyHandshake(
                                0x002F,
                                SESSION_ID,
                                LegacyVectors.MASTER_SECRET,
                                serverRandom,
                                Optional.empty(),
                                path.misfits(),
                                clock.get()),
                        path,
                        peer,
                        clock::get)));
        LegacyClient legacy = new LegacyClient(LegacyVectors.CLIENT_HELLO, serverRandom, 0x002F, 0);
        Client client = client("127.0.0.1");

        client.send(legacy.hello);
        byte[] first = client.receive();
        clock.addAndGet(SECOND);
        byte[] repeated = client.receive(); // by the clock of the event loop
        client.send(legacy.finish(repeated));
        client.use(legacy.keys());
        client.sendFrame(0x00, 45);

        assertThat(first).hasSameSizeAs(repeated).isNotEqualTo(repeated);
        assertThat(peer.frame()).containsExactly(frame(0x00, 45));
    }

    @Test
    @Requirement({210, 212})
    void isSilentToStrangersAndKeepsNothingOfThem() throws Exception {
        post(SESSION_ID);
        Client client = client("127.0.0.1");
        byte[] unknown = LegacyVectors.CLIENT_HELLO.clone();
        unknown[70] ^= 1; // within the session id
        byte[] broken = Arrays.copyOf(LegacyVectors.CLIENT_HELLO, 60);
        int others = 0;

        client.send(unknown);
        client.send(broken);
        for (int length : new int[] {0, 1, 12, 13, 14, 25, 1400, LARGEST_DATAGRAM}) {
            client.send(new byte[length]);
            others++;
        }
        byte[] record = client.record(45); // of an association that nobody has
        client.send(record);
        others++;

        int expected = others;
        await(
                "all are counted",
                () -> listener.misfits(Misfit.UNKNOWN_ID) == 1 && listener.misfits(Misfit.STRANGER) == expected + 1);
        assertThat(client.channel.receive(ByteBuffer.allocate(2000)))
                .as("an answer")
                .isNull();
        assertThat(listener.count(Event.SENT)).isZero();
    }

    /** Each costs a look into a map: no handshake begins for it, so there is nothing to compute and nothing to keep. */
    @Test
    @Requirement({210, 232})
    void doesNothingForThoseWhoGuessIds() throws Exception {
        Stalled opening = new Stalled();
        post(new Offer(new OfferId(SESSION_ID), opening));
        Client guesser = client("127.0.0.1");
        byte[] guess = LegacyVectors.CLIENT_HELLO.clone();
        int guesses = 1 << 14; // more than there is room for handshakes

        for (int i = 1; i <= guesses; i++) {
            guess[70] = (byte) (SESSION_ID[10] + 1 + i % 255); // never the one that is known
            guess[71] = (byte) (i >>> 8);
            guesser.send(guess);
            int sent = i;
            await("it is counted", () -> listener.misfits(Misfit.UNKNOWN_ID) == sent);
        }

        assertThat(opening.paths).as("handshakes").isEmpty();
        assertThat(listener.misfits(Misfit.HANDSHAKES_FULL)).isZero();
        assertThat(listener.count(Event.SENT)).isZero();
        guesser.send(LegacyVectors.CLIENT_HELLO);
        assertThat(opening.begun()).as("nobody who knows an id is kept out").isNotNull();
    }

    /** Half of the new addresses are heard by the worker that does not own the association. */
    @Test
    @Requirement(221)
    void followsAClientThatMoves() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath path = peer.path();

        for (int move = 1; move <= 12; move++) {
            settle();
            clock.addAndGet(3 * SECOND);
            client.rebind(move % 3 == 0 ? "127.0.0." + (move + 1) : "127.0.0.1");
            client.sendFrame(0x03, 10);
            assertThat(peer.frame()).as("move %d", move).containsExactly(frame(0x03, 10));
            assertThat(peer.moves.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(client.address());
            path.worker().execute(() -> {
                path.send(0x04, new byte[17], 16, 1);
                path.flush();
            });
            assertThat(client.frame()).as("move %d", move).hasSize(2);
            for (int i = 0; i < 20; i++) { // those that come behind
                client.sendFrame(0x00, 45);
                assertThat(peer.frame()).containsExactly(frame(0x00, 45));
            }
        }

        assertThat(listener.count(Event.MOVED)).isEqualTo(12);
        assertThat(listener.count(Event.HANDED_OVER))
                .as("some had to change workers")
                .isPositive();
    }

    @Test
    void losesNothingOfAMovedClientWhileItsWorkerIsBusyForAMoment() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath path = peer.path();
        while (listener.count(Event.HANDED_OVER) == 0) { // until it is where the other worker hears it
            clock.addAndGet(3 * SECOND);
            client.rebind("127.0.0.1");
            client.sendFrame(0x00, 10);
            assertThat(peer.frame()).containsExactly(frame(0x00, 10));
            settle();
        }
        CountDownLatch busy = new CountDownLatch(1);
        path.worker().execute(() -> awaitUninterruptibly(busy));

        for (int i = 1; i <= 100; i++) { // each in a batch of its own
            long before = listener.count(Event.RECEIVED);
            client.sendFrame(0x00, i);
            await("heard", () -> listener.count(Event.RECEIVED) > before);
        }
        busy.countDown();

        for (int i = 1; i <= 100; i++) {
            assertThat(peer.frame()).containsExactly(frame(0x00, i));
        }
        assertThat(listener.count(Event.HANDOVER_FULL)).isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void doesNotFollowTooOften() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        peer.path();

        client.rebind("127.0.0.1");
        client.sendFrame(0x00, 1);
        assertThat(peer.frame()).containsExactly(frame(0x00, 1));
        client.rebind("127.0.0.1");
        client.sendFrame(0x00, 2);
        assertThat(peer.frame()).as("nothing is lost").containsExactly(frame(0x00, 2));

        assertThat(listener.count(Event.MOVED)).isEqualTo(1);
        await("counted", () -> listener.misfits(Misfit.MOVED_TOO_SOON) == 1);
    }

    @Test
    @Requirement(222)
    void doesNotFollowForgersAndReplayers() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath path = peer.path();
        byte[] genuine = client.record(45);
        client.send(genuine);
        peer.frame();
        byte[] forged = client.record(45);
        forged[forged.length - 1] ^= 1;
        Client stranger = client("127.0.0.1");

        stranger.send(genuine);
        stranger.send(forged);

        await("both are counted", () -> listener.misfits(Misfit.STRANGER) == 2);
        client.sendFrame(0x00, 3);
        assertThat(peer.frame()).containsExactly(frame(0x00, 3));
        assertThat(path.remote()).isEqualTo(client.address());
        assertThat(listener.count(Event.MOVED)).isZero();
        assertThat(stranger.channel.receive(ByteBuffer.allocate(2000))).isNull();
    }

    @Test
    void passesOverTheHelloOfAnAssociationThatStands() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        peer.path();

        client.send(LegacyVectors.CLIENT_HELLO);
        client("127.0.0.1").send(LegacyVectors.CLIENT_HELLO);

        await("both are counted", () -> listener.misfits(Misfit.OLD_HELLO) == 2);
        client.sendFrame(0x00, 3);
        assertThat(peer.frame()).containsExactly(frame(0x00, 3));
        assertThat(peer.opened).isEmpty();
    }

    @Test
    void keepsTheFormerAssociationBesideItsSuccessor() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath former = peer.path();
        Client successor = client("127.0.0.1");

        successor.send(anotherHello());
        DtlsPath latter = peer.path();
        client.sendFrame(0x00, 3);
        assertThat(peer.frame()).containsExactly(frame(0x00, 3));
        successor.sendFrame(0x00, 4);
        assertThat(peer.frame()).containsExactly(frame(0x00, 4));
        former.close();

        assertThat(client.closeNotify()).isTrue();
        await("the listener knows", () -> peer.closed.get() == 1);
        successor.sendFrame(0x00, 5);
        assertThat(peer.frame()).containsExactly(frame(0x00, 5));
        assertThat(latter.remote()).isEqualTo(successor.address());
    }

    @Test
    void replacesTheAssociationOfTheSameAddress() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        peer.path();

        client.send(anotherHello());
        peer.path();

        await("the former is over", () -> peer.closed.get() == 1);
    }

    @Test
    void sendsInAMomentWhatNeedNotGoAtOnce() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath path = peer.path();
        settle();
        long before = listener.count(Event.SENT);

        CompletableFuture.runAsync(
                        () -> {
                            for (int length = 1; length <= 3; length++) {
                                path.send(0x03, new byte[20], 16, length);
                                path.flushSoon();
                            }
                            assertThat(listener.count(Event.SENT)).isEqualTo(before);
                        },
                        path.worker())
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);

        for (int length = 1; length <= 3; length++) {
            assertThat(client.frame()).hasSize(1 + length).startsWith(0x03);
        }
    }

    @Test
    void endsWhenTheClientSaysSo() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        DtlsPath path = peer.path();

        client.sendCloseNotify();

        await("the listener knows", () -> peer.closed.get() == 1);
        BlockingQueue<Boolean> sent = new LinkedBlockingQueue<>();
        path.worker().execute(() -> sent.add(path.send(0x00, new byte[20], 16, 4)));
        assertThat(sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void abandonsTheHandshakesOfAnOfferThatIsWithdrawn() throws Exception {
        Stalled stalled = new Stalled();
        Offer offer = new Offer(new OfferId(SESSION_ID), stalled);
        post(offer);
        client("127.0.0.1").send(LegacyVectors.CLIENT_HELLO);
        HandshakePath path = stalled.begun();

        listener.withdraw(offer);
        settle();
        assertThat(stalled.abandoned).hasValue(1);
        path.established(Peer::established, new Peer());
        path.send(new byte[10]);
        client("127.0.0.1").send(LegacyVectors.CLIENT_HELLO);

        await("the id is unknown", () -> listener.misfits(Misfit.UNKNOWN_ID) == 1);
        assertThat(listener.count(Event.SENT)).isZero();
    }

    @Test
    void abandonsAHandshakeThatTakesTooLong() throws Exception {
        close();
        open("127.0.0.1", new DtlsLimits(16, 2, 1_000_000));
        Stalled stalled = new Stalled();
        post(new Offer(new OfferId(SESSION_ID), stalled));

        client("127.0.0.1").send(LegacyVectors.CLIENT_HELLO);

        await("it knows", () -> stalled.abandoned.get() == 1);
        assertThat(listener.misfits(Misfit.HANDSHAKE_TIME)).isEqualTo(1);
    }

    @Test
    void boundsTheHandshakesOfOneOffer() throws Exception {
        Stalled stalled = new Stalled();
        post(new Offer(new OfferId(SESSION_ID), stalled));

        int sent = 12; // two workers, two each
        for (int i = 0; i < sent; i++) {
            client("127.0.0.1").send(LegacyVectors.CLIENT_HELLO);
        }

        await("all are decided", () -> stalled.paths.size() + listener.misfits(Misfit.HANDSHAKES_FULL) == sent);
        assertThat(stalled.paths.size()).isBetween(2, 4);
    }

    @Test
    @Requirement(228)
    void saysGoodbyeToAllWhenItCloses() throws Exception {
        Peer peer = post(SESSION_ID);
        Client client = greet("127.0.0.1");
        peer.path();

        listener.close();

        assertThat(client.closeNotify()).isTrue();
        assertThat(peer.closed.get()).isEqualTo(1);
        listener = DtlsListener.open(
                idle.workers.all(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                DtlsLimits.DEFAULT,
                clock::get);
    }

    private Peer post(byte[] id) throws Exception {
        Peer peer = new Peer();
        post(new Offer(new OfferId(id), peer));
        return peer;
    }

    private void post(Offer offer) throws Exception {
        listener.post(offer);
        settle();
    }

    /** Waits until all workers have done what they are at: a batch goes by one reading of the clock. */
    private void settle() throws Exception {
        for (Worker worker : idle.workers.all()) {
            worker.eventLoop().submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static byte[] anotherHello() {
        byte[] hello = LegacyVectors.CLIENT_HELLO.clone();
        hello[30] ^= 1; // within the random
        return hello;
    }

    /** A client that has sent its hello. */
    private Client greet(String host) throws IOException {
        Client client = client(host);
        client.send(LegacyVectors.CLIENT_HELLO);
        return client;
    }

    private Client client(String host) throws IOException {
        Client client = new Client(host, listener.address());
        clients.add(client);
        return client;
    }

    private static int[] frame(int type, int length) {
        return new int[] {type, length};
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_SECONDS * SECOND;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    /** Handshakes that never end. */
    private static final class Stalled implements Opening, Handshaking {
        final BlockingQueue<HandshakePath> paths = new LinkedBlockingQueue<>();
        final AtomicLong abandoned = new AtomicLong();

        HandshakePath begun() throws InterruptedException {
            HandshakePath path = paths.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(path).isNotNull();
            return path;
        }

        @Override
        public Handshaking begin(ClientHello hello, HandshakePath path) {
            paths.add(path);
            return this;
        }

        @Override
        public void datagram(byte[] bytes, int offset, int length, long nowNanos) {
            // It is never enough.
        }

        @Override
        public void abandoned() {
            abandoned.incrementAndGet();
        }
    }

    /** Handshakes that end with their first datagram, and what comes of them. */
    private static final class Peer implements Opening, PathListener {
        static final RecordKeys KEYS = Keys.ofServer(DtlsVersion.DTLS_1_2, Protection.AES_128_GCM);

        final BlockingQueue<DtlsPath> opened = new LinkedBlockingQueue<>();
        final BlockingQueue<int[]> frames = new LinkedBlockingQueue<>();
        final BlockingQueue<InetSocketAddress> moves = new LinkedBlockingQueue<>();
        final AtomicLong batches = new AtomicLong();
        final AtomicLong closed = new AtomicLong();

        static Established established() {
            return new Established(KEYS, 1, List.of(), List.of());
        }

        DtlsPath path() throws InterruptedException {
            DtlsPath path = opened.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(path).as("an association in time").isNotNull();
            return path;
        }

        int[] frame() throws InterruptedException {
            int[] frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a frame in time").isNotNull();
            return frame;
        }

        @Override
        public Handshaking begin(ClientHello hello, HandshakePath path) {
            return new Handshaking() {
                @Override
                public void datagram(byte[] bytes, int offset, int length, long nowNanos) {
                    path.established(Peer::established, Peer.this);
                }

                @Override
                public void abandoned() {
                    throw new AssertionError("it has ended at once");
                }
            };
        }

        @Override
        public void opened(DtlsPath path) {
            opened.add(path);
        }

        @Override
        public void frame(int type, byte[] bytes, int offset, int length) {
            frames.add(new int[] {type, length});
        }

        @Override
        public void batchRead(long nowNanos) {
            batches.incrementAndGet();
        }

        @Override
        public void moved(InetSocketAddress remote) {
            moves.add(remote);
        }

        @Override
        public void narrowed(int largestPayload) {
            assertThat(largestPayload).isPositive();
        }

        @Override
        public void rekeyWanted() {
            throw new AssertionError("so many records were never sent");
        }

        @Override
        public void closed() {
            closed.incrementAndGet();
        }
    }

    /** The other end of the wire. */
    private static final class Client {
        private final InetSocketAddress gateway;
        private final Keys.Heard heard = new Keys.Heard();
        private Association association = Keys.association(Peer.KEYS.atOtherEnd(), new MisfitCounters());
        private DatagramChannel channel;

        Client(String host, InetSocketAddress gateway) throws IOException {
            this.gateway = gateway;
            this.channel = open(host);
        }

        private static DatagramChannel open(String host) throws IOException {
            DatagramChannel channel = DatagramChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
            channel.bind(new InetSocketAddress(host, 0));
            channel.configureBlocking(false);
            return channel;
        }

        void rebind(String host) throws IOException {
            channel.close();
            channel = open(host);
        }

        void use(RecordKeys keys) {
            association = Keys.association(keys, new MisfitCounters());
        }

        InetSocketAddress address() throws IOException {
            return (InetSocketAddress) channel.getLocalAddress();
        }

        void send(byte[] datagram) throws IOException {
            channel.send(ByteBuffer.wrap(datagram), gateway);
        }

        void sendFrame(int type, int length) throws IOException {
            byte[] frame = new byte[1 + length];
            frame[0] = (byte) type;
            send(Keys.seal(association, frame));
        }

        byte[] record(int length) {
            return Keys.seal(association, new byte[1 + length]);
        }

        void sendCloseNotify() throws IOException {
            byte[] record = new byte[100];
            send(Arrays.copyOf(record, association.sealCloseNotify(record, 0)));
        }

        byte[] receive() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(2000);
            await("a datagram", () -> isReceived(buffer));
            return Arrays.copyOf(buffer.array(), buffer.position());
        }

        private boolean isReceived(ByteBuffer buffer) {
            try {
                return channel.receive(buffer) != null;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        byte[] frame() throws IOException {
            assertThat(heard.open(association, receive())).as("genuine").isTrue();
            return heard.data.removeFirst();
        }

        boolean closeNotify() throws IOException {
            heard.open(association, receive());
            return heard.closed == 1;
        }
    }
}

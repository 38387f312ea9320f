package io.sallyport.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.host.Asked;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.Routes;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.shape.Shaper;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkersTest {
    private static final byte[] TO_ALICE_4 = Packets.udp4("198.18.2.10", "192.0.2.7", 100);
    private static final byte[] TO_ALICE_6 = Packets.udp6("2001:db8:2::10", "2001:db8:77::7", 100);
    private static final byte[] FROM_ALICE_4 = Packets.udp4("192.0.2.7", "198.18.2.10", 100);
    private static final byte[] FROM_ALICE_6 = Packets.udp6("2001:db8:77::7", "2001:db8:2::10", 100);

    private final FakeQueue first = new FakeQueue();
    private final FakeQueue second = new FakeQueue();
    private final Routes routes = new Routes();
    private final CountDownLatch lost = new CountDownLatch(1);
    private final AtomicLong stopped = new AtomicLong(); // nanos of a clock that stands still; 0 while it runs
    private final Workers workers = Workers.start(
            List.of(first, second),
            routes,
            new WorkerSettings(Duration.ofNanos(50_000), this::nanoTime),
            lost::countDown);

    private long nanoTime() {
        long time = stopped.get();
        return time == 0 ? System.nanoTime() : time;
    }

    /** Remembers what it was given, batch by batch, and scribbles over the headroom as a real one does. */
    private static final class RecordingSink implements PacketSink {
        private final Worker worker;
        private final BlockingQueue<List<byte[]>> batches = new LinkedBlockingQueue<>();
        private List<byte[]> batch = new ArrayList<>();
        volatile Runnable flushing = () -> {};

        RecordingSink(Worker worker) {
            this.worker = worker;
        }

        @Override
        public Affinity affinity() {
            return worker;
        }

        @Override
        public boolean send(byte[] bytes, int offset, int length) {
            assertThat(worker.eventLoop().inEventLoop()).isTrue();
            Arrays.fill(bytes, offset - HEADROOM, offset, (byte) 0xEE);
            batch.add(Arrays.copyOfRange(bytes, offset, offset + length));
            return batch.size() == 1;
        }

        @Override
        public void flush() {
            assertThat(worker.eventLoop().inEventLoop()).isTrue();
            flushing.run();
            batches.add(batch);
            batch = new ArrayList<>();
        }

        @Nullable
        List<byte[]> nextBatch() throws InterruptedException {
            return batches.poll(10, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() {
        workers.close();
        first.close();
        second.close();
    }

    @Test
    void deliversABatchInOrderWithOneFlush() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink));
        withoutPause(sink);

        onWorker(0, () -> first.give(TO_ALICE_4, TO_ALICE_6, TO_ALICE_4));

        assertThat(sink.nextBatch()).containsExactly(TO_ALICE_4, TO_ALICE_6, TO_ALICE_4);
    }

    @Test
    void theFirstAfterAPauseGoesAlone() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink));
        withoutPause(sink);
        stopped.addAndGet(1_000_000);

        onWorker(0, () -> first.give(TO_ALICE_4, TO_ALICE_6, TO_ALICE_4));

        assertThat(sink.nextBatch()).containsExactly(TO_ALICE_4);
        assertThat(sink.nextBatch()).containsExactly(TO_ALICE_6, TO_ALICE_4);
    }

    @Test
    void theTimeThatItTakesToSendIsNoPause() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink));
        withoutPause(sink);
        sink.flushing = () -> stopped.addAndGet(1_000_000);

        onWorker(0, () -> first.give(numbered(150, "198.18.2.10", "192.0.2.7")));

        assertThat(sink.nextBatch()).hasSize(64);
        assertThat(sink.nextBatch()).hasSize(64);
        assertThat(sink.nextBatch()).hasSize(22);
    }

    /** Time stands still from now on, right after a packet with which the workers have done. */
    private void withoutPause(RecordingSink sink) throws Exception {
        stopped.set(System.nanoTime());
        first.give(TO_ALICE_4);
        assertThat(sink.nextBatch()).containsExactly(TO_ALICE_4);
        onWorker(1, () -> {});
        onWorker(0, () -> {});
    }

    @Test
    void carriesABatchToTheWorkerThatOwnsTheChannel() throws Exception {
        RecordingSink sink = new RecordingSink(worker(1));
        routes.add(alice(sink));
        withoutPause(sink);

        onWorker(0, () -> first.give(TO_ALICE_4, TO_ALICE_6));

        assertThat(sink.nextBatch()).containsExactly(TO_ALICE_4, TO_ALICE_6);
    }

    @Test
    void manySmallBatchesWaitForAWorkerThatIsBehind() throws Exception {
        RecordingSink sink = new RecordingSink(worker(1));
        routes.add(alice(sink));
        withoutPause(sink);
        CountDownLatch release = new CountDownLatch(1);
        worker(1).execute(() -> await(release));
        byte[][] numbered = numbered(100, "198.18.2.10", "192.0.2.7");

        try {
            for (byte[] packet : numbered) {
                long reads = worker(0).work().of(Work.KERNEL_READS);
                first.give(packet);
                until(() -> worker(0).work().of(Work.KERNEL_READS) > reads);
            }
        } finally {
            release.countDown();
        }

        List<byte[]> received = new ArrayList<>();
        while (received.size() < 100) {
            received.addAll(Objects.requireNonNull(sink.nextBatch()));
        }
        assertThat(received).containsExactly(numbered);
        assertThat(workers.dropped(Drop.HANDOVER_FULL)).isZero();
    }

    @Test
    void reusesItsCrossings() throws Exception {
        RecordingSink sink = new RecordingSink(worker(1));
        routes.add(alice(sink));

        for (int round = 0; round < 50; round++) {
            first.give(TO_ALICE_4);
            assertThat(sink.nextBatch()).containsExactly(TO_ALICE_4);
        }

        assertThat(workers.dropped(Drop.HANDOVER_FULL)).isZero();
    }

    @Test
    void dropsForAWorkerThatIsBehindAndDeliversTheRest() throws Exception {
        RecordingSink sink = new RecordingSink(worker(1));
        routes.add(alice(sink, 65_535));
        withoutPause(sink);
        CountDownLatch release = new CountDownLatch(1);
        worker(1).execute(() -> await(release));
        byte[] large = Packets.udp4("198.18.2.10", "192.0.2.7", 60_000);
        byte[][] burst = new byte[20][];
        Arrays.fill(burst, large);

        try {
            first.give(burst);
            until(() -> workers.dropped(Drop.HANDOVER_FULL) == 12);
        } finally {
            release.countDown();
        }

        for (int delivered = 0; delivered < 8; ) {
            delivered += Objects.requireNonNull(sink.nextBatch()).size();
        }
    }

    @Test
    void countsWhatIsForNobody() {
        first.give(TO_ALICE_4, TO_ALICE_6, Packets.hex("45"));

        until(() -> workers.dropped(Drop.NO_ROUTE) == 3);
    }

    @Test
    void cutsASuperPacketToWhatTheTunnelTakes() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink, 576));
        byte[] superPacket = Packets.tcp4("198.18.2.10", "192.0.2.7", 3000);

        first.giveSuperPacket(Packets.vnetHeader(1, 1, 40, 1400, 20, 16), superPacket);

        assertThat(sink.nextBatch()).extracting(packet -> packet.length).containsExactly(576, 576, 576, 576, 576, 360);
        assertThat(worker(0).work().of(Work.PACKETS_DOWN)).isEqualTo(6);
        assertThat(worker(0).work().of(Work.KERNEL_READS)).isEqualTo(1);
    }

    @Test
    void countsASuperPacketThatContradictsItself() {
        routes.add(alice(new RecordingSink(worker(0))));

        first.giveSuperPacket(Packets.vnetHeader(1, 1, 40, 0, 20, 16), Packets.tcp4("198.18.2.10", "192.0.2.7", 3000));

        until(() -> workers.dropped(Drop.MALFORMED) == 1);
    }

    @Test
    void cutsWhatMayBeFragmented() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink, 576));

        first.give(Packets.udp4("198.18.2.10", "192.0.2.7", 1000));

        assertThat(sink.nextBatch()).extracting(packet -> packet.length).containsExactly(572, 476);
    }

    @Test
    void tellsTheSenderWhatIsTooBigButNotForEver() throws Exception {
        routes.add(alice(new RecordingSink(worker(0)), 1300));
        byte[][] tooBig = new byte[200][];
        Arrays.fill(tooBig, Packets.udp6("2001:db8:2::10", "2001:db8:77::7", 1400));

        first.give(tooBig);
        until(() -> workers.dropped(Drop.TOO_BIG) == 200);

        assertThat(Objects.requireNonNull(first.toKernel.poll(10, TimeUnit.SECONDS)))
                .hasSize(1280)
                .containsSequence(Packets.hex("0000 0514"));
        assertThat(worker(0).work().of(Work.TOO_BIG_ANSWERS)).isBetween(50L, 150L);
    }

    @Test
    void pacesWhatGoesToAShapedSink() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(worker(0).shaped(sink, 100_000)));
        byte[][] numbered = numbered(20, "198.18.2.10", "192.0.2.7");

        first.give(numbered);

        List<byte[]> received = new ArrayList<>();
        int batches = 0;
        while (received.size() < 20) {
            received.addAll(Objects.requireNonNull(sink.nextBatch()));
            batches++;
        }
        assertThat(received).containsExactly(numbered);
        assertThat(batches).isGreaterThan(3);
    }

    @Test
    void pacesWhatAShapedClientSends() throws Exception {
        Tunnel shaped = new Tunnel(
                Optional.of(Inet4Address.ofLiteral("192.0.2.7")),
                Optional.empty(),
                1406,
                new RecordingSink(worker(0)),
                Optional.of(new Shaper(100_000, PacketSink.HEADROOM, System.nanoTime())));
        byte[][] numbered = numbered(80, "192.0.2.7", "198.18.2.10");

        onWorker(0, () -> {
            for (byte[] packet : numbered) {
                fromClient(shaped, packet);
            }
            assertThat(first.toKernel).hasSizeLessThan(10);
        });

        int passed = 80 - (int) workers.dropped(Drop.RATE_EXCEEDED);
        assertThat(passed).as("within what may wait").isBetween(40, 60);
        for (int i = 0; i < passed; i++) {
            assertThat(first.toKernel.poll(10, TimeUnit.SECONDS)).isEqualTo(numbered[i]);
        }
    }

    private static byte[][] numbered(int count, String source, String destination) {
        byte[][] packets = new byte[count][];
        for (int i = 0; i < count; i++) {
            packets[i] = Packets.udp4(source, destination, 972);
            packets[i][100] = (byte) i;
        }
        return packets;
    }

    @Test
    void letsClientsSendFromTheirOwnAddressesOnly() throws Exception {
        Tunnel alice = alice(new RecordingSink(worker(0)));
        byte[] foreign4 = Packets.udp4("192.0.2.8", "198.18.2.10", 10);
        byte[] foreign6 = Packets.udp6("2001:db8:77::8", "2001:db8:2::10", 10);
        byte[] linkLocal = Packets.udp6("fe80::1", "ff02::2", 10);

        onWorker(0, () -> {
            assertThat(fromClient(alice, FROM_ALICE_4)).isTrue();
            assertThat(fromClient(alice, foreign4)).isFalse();
            assertThat(fromClient(alice, foreign6)).isFalse();
            assertThat(fromClient(alice, linkLocal)).isFalse();
            assertThat(fromClient(alice, new byte[] {0x45, 0})).isFalse();
            assertThat(fromClient(alice, FROM_ALICE_6)).isTrue();
            worker(0).flush(Arrival.DATAGRAMS);
        });

        assertThat(first.toKernel).containsExactly(FROM_ALICE_4, FROM_ALICE_6);
        assertThat(workers.dropped(Drop.FOREIGN_SOURCE)).isEqualTo(2);
        assertThat(workers.dropped(Drop.LINK_LOCAL_SOURCE)).isEqualTo(1);
        assertThat(workers.dropped(Drop.MALFORMED)).isEqualTo(1);
    }

    @Test
    void aClientWithoutIpv6OwnsNoIpv6Address() throws Exception {
        Tunnel ipv4Only = new Tunnel(
                Optional.of(Inet4Address.ofLiteral("192.0.2.7")), Optional.empty(), 1406, new RecordingSink(worker(0)));

        onWorker(
                0,
                () -> assertThat(fromClient(ipv4Only, Packets.udp6("::", "2001:db8:2::10", 10)))
                        .isFalse());
    }

    @Test
    void countsWhatTheKernelRefuses() throws Exception {
        Tunnel alice = alice(new RecordingSink(worker(0)));
        first.refusing = true;

        onWorker(0, () -> fromClient(alice, FROM_ALICE_4));

        assertThat(workers.dropped(Drop.KERNEL_REFUSED)).isEqualTo(1);
    }

    @Test
    void napsWhenTheNextPacketsMayJoinLikeTheLast() throws Exception {
        first.joining = true;

        assertThat(napsAfter(5, Arrival.DATAGRAMS)).isEqualTo(1);
    }

    @Test
    void doesNotNapAfterPacketsOfWhichEachNeedsItsOwnCall() throws Exception {
        assertThat(napsAfter(100, Arrival.STREAM)).isZero();
    }

    @Test
    void napsAfterAcknowledgementsThatGaveWayOnlyWhereTheyDoNotGatherByThemselves() throws Exception {
        first.joining = true;
        first.superseded = 4;
        assertThat(napsAfter(5, Arrival.DATAGRAMS)).isZero();

        first.superseded = 8;
        assertThat(napsAfter(5, Arrival.STREAM)).isEqualTo(1);
    }

    @Test
    void doesNotNapAfterPacketsFromTheKernel() throws Exception {
        RecordingSink sink = new RecordingSink(worker(0));
        routes.add(alice(sink));
        withoutPause(sink);

        onWorker(0, () -> first.give(numbered(50, "198.18.2.10", "192.0.2.7")));

        assertThat(sink.nextBatch()).hasSize(50);
        onWorker(0, () -> {}); // behind the read
        onWorker(0, () -> {}); // behind the nap, if there is one
        assertThat(worker(0).work().of(Work.NAPS)).isZero();
    }

    @Test
    void countsAcknowledgementsThatItsQueueHasLeftOut() throws Exception {
        for (int soFar : new int[] {3, 3, 5}) {
            first.superseded = soFar;

            onWorker(0, () -> worker(0).flush(Arrival.DATAGRAMS));

            assertThat(worker(0).work().of(Work.ACKNOWLEDGEMENTS_SUPERSEDED)).isEqualTo(soFar);
        }
    }

    private long napsAfter(int packetsFromAlice, Arrival arrival) throws Exception {
        Tunnel alice = alice(new RecordingSink(worker(0)));
        onWorker(0, () -> {
            for (int i = 0; i < packetsFromAlice; i++) {
                fromClient(alice, FROM_ALICE_4);
            }
            worker(0).flush(arrival);
        });
        onWorker(0, () -> {}); // behind the nap, if there is one
        return worker(0).work().of(Work.NAPS);
    }

    @Test
    void timersThatMayBeLateWaitForTheTickThatTheyShare() throws Exception {
        stopped.set(7_000_000_000L);
        CompletableFuture<Long> onTick = new CompletableFuture<>();
        CompletableFuture<Long> between = new CompletableFuture<>();
        long begin = System.nanoTime();

        worker(0).about(7_000_000_000L, () -> onTick.complete(System.nanoTime()));
        onTick.get(10, TimeUnit.SECONDS);
        worker(0).about(7_000_000_001L, () -> between.complete(System.nanoTime()));

        assertThat(between.get(10, TimeUnit.SECONDS) - begin).isGreaterThan(99_000_000);
    }

    @Test
    void runsInShortTurns() throws Exception {
        Asked.assumeSlices();

        onWorker(1, () -> assertThat(Asked.forThisThread().sliceNanos()).isEqualTo(100_000));
    }

    @Test
    void triesToBePoliteOnceItHasWorked() {
        Asked.assumeShown();

        until(() -> policyOf(worker(1)) == Asked.SCHED_BATCH);
    }

    private static int policyOf(Worker worker) {
        return CompletableFuture.supplyAsync(() -> Asked.forThisThread().policy(), worker)
                .join();
    }

    @Test
    void tellsWhenItsQueueIsGone() throws Exception {
        first.gone = true;

        first.wake();

        assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private Worker worker(int index) {
        return workers.all().get(index);
    }

    private boolean fromClient(Tunnel tunnel, byte[] packet) {
        return worker(0).fromClient(tunnel, Packets.behind(9, packet), 9, packet.length);
    }

    private void onWorker(int index, Runnable task) throws Exception {
        CompletableFuture.runAsync(task, worker(index)).get(10, TimeUnit.SECONDS);
    }

    private static Tunnel alice(PacketSink sink) {
        return alice(sink, 1406);
    }

    private static Tunnel alice(PacketSink sink, int mtu) {
        return new Tunnel(
                Optional.of(Inet4Address.ofLiteral("192.0.2.7")),
                Optional.of((Inet6Address) Inet6Address.ofLiteral("2001:db8:77::7")),
                mtu,
                sink);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("nanoseconds over").isNegative();
            Thread.onSpinWait();
        }
    }
}

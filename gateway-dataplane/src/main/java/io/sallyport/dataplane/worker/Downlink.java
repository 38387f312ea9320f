package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.packet.Fragmenter;
import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.packet.MssClamp;
import io.sallyport.dataplane.packet.PacketOutput;
import io.sallyport.dataplane.packet.PacketTooBig;
import io.sallyport.dataplane.packet.Segmenter;
import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.route.RouteTable;
import io.sallyport.dataplane.route.Tunnel;
import io.sallyport.dataplane.shape.TokenBucket;
import io.sallyport.dataplane.tun.PacketQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of packets from the kernel to the clients, a batch at a time; owned by one worker.
 *
 * <p>{@link #begin}, {@link #packet} for each packet of the batch, {@link #end}.
 */
final class Downlink implements PacketQueue.Receiver {
    private static final int ANSWERS_PER_SECOND = 100; // RFC 4443, section 2.4 (f) wants a bound
    private static final long ANSWERS_PILE_UP_NANOS = 500_000_000;

    private final Worker worker;
    private final PacketQueue queue;
    private final Counts<Drop> drops;
    private final Counts<Work> work;
    private final LongSupplier nanoTime;
    private final Handover handover = new Handover();
    private final List<PacketSink> unflushed = new ArrayList<>();
    private final Segmenter segmenter = new Segmenter();
    private final Fragmenter fragmenter = new Fragmenter();
    private final PacketOutput deliver = this::deliver;
    private final PacketOutput fit = this::fit;
    private final TokenBucket answers;
    private final byte[] answer = new byte[PacketTooBig.LONGEST];
    private RouteTable table = RouteTable.EMPTY;
    private @Nullable Tunnel tunnel; // of the packet under way

    Downlink(Worker worker, PacketQueue queue, Counts<Drop> drops, Counts<Work> work, LongSupplier nanoTime) {
        this.worker = worker;
        this.queue = queue;
        this.drops = drops;
        this.work = work;
        this.nanoTime = nanoTime;
        this.answers = new TokenBucket(ANSWERS_PER_SECOND, ANSWERS_PILE_UP_NANOS, nanoTime.getAsLong());
    }

    /** Routes lead where {@code published} says until the batch ends. */
    void begin(RouteTable published) {
        table = published;
    }

    /** Puts on the wire what has come since {@link #begin}, and can be called again after more. */
    void end() {
        for (PacketSink sink : unflushed) {
            sink.flush();
        }
        unflushed.clear();
        handover.depart();
        tunnel = null;
    }

    @Override
    public void packet(byte[] bytes, int offset, int length) {
        work.count(Work.KERNEL_READS);
        tunnel = destination(bytes, offset, length);
        if (tunnel == null) {
            drops.count(Drop.NO_ROUTE);
        } else if (VnetHeader.isSuperPacket(bytes, offset)) {
            if (!segmenter.cut(bytes, offset, length, tunnel.mtu(), fit)) {
                drops.count(Drop.MALFORMED);
            }
        } else if (VnetHeader.completeChecksum(bytes, offset, length)) {
            MssClamp.clamp(bytes, offset, length, tunnel.mtu());
            fit(bytes, offset, length);
        } else {
            drops.count(Drop.MALFORMED);
        }
    }

    private @Nullable Tunnel destination(byte[] bytes, int offset, int length) {
        return switch (IpPacket.check(bytes, offset, length)) {
            case IPV4 -> table.ipv4(IpPacket.ipv4Destination(bytes, offset));
            case IPV6 ->
                table.ipv6(IpPacket.ipv6DestinationHigh(bytes, offset), IpPacket.ipv6DestinationLow(bytes, offset));
            case MALFORMED -> null;
        };
    }

    private void fit(byte[] bytes, int offset, int length) {
        int mtu = addressee().mtu();
        if (length <= mtu) {
            deliver(bytes, offset, length);
        } else if (Fragmenter.mayCut(bytes, offset)) {
            work.count(Work.FRAGMENTED);
            fragmenter.cut(bytes, offset, length, mtu, deliver);
        } else {
            drops.count(Drop.TOO_BIG);
            answerTooBig(bytes, offset, length, mtu);
        }
    }

    private void answerTooBig(byte[] bytes, int offset, int length, int mtu) {
        if (!answers.take(1, nanoTime.getAsLong())) {
            return;
        }
        int answerLength = PacketTooBig.answer(bytes, offset, length, mtu, answer);
        if (answerLength > 0) {
            work.count(Work.TOO_BIG_ANSWERS);
            drops.add(Drop.KERNEL_REFUSED, queue.append(answer, 0, answerLength) + queue.flush());
        }
    }

    private void deliver(byte[] bytes, int offset, int length) {
        work.count(Work.PACKETS_DOWN);
        PacketSink sink = addressee().sink();
        if (!worker.owns(sink)) {
            if (!handover.add(sink, bytes, offset, length)) {
                drops.count(Drop.HANDOVER_FULL);
            }
        } else if (sink.send(bytes, offset, length)) {
            unflushed.add(sink);
        }
    }

    private Tunnel addressee() {
        return Objects.requireNonNull(tunnel);
    }
}

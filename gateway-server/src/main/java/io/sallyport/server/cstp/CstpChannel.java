package io.sallyport.server.cstp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.sallyport.dataplane.packet.IpPacket;
import io.sallyport.dataplane.route.Affinity;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.worker.Arrival;
import io.sallyport.dataplane.worker.Drop;
import io.sallyport.dataplane.worker.Worker;
import io.sallyport.server.carriage.Carriage;
import io.sallyport.server.carriage.HeldPackets;
import io.sallyport.server.tunnel.Encoding;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS side of one tunnel, from the reply to CONNECT to the close: the last handler of its pipeline, and the sink for its
 * packets.
 *
 * <p>Confined to its worker, but for {@link #close} and {@link #traffic}. Packets that come before {@link #open} wait for it.
 */
public final class CstpChannel extends ChannelInboundHandlerAdapter implements PacketSink {
    private static final Logger log = LoggerFactory.getLogger(CstpChannel.class);

    /** Is told once, on the channel's worker, that the channel has ended. */
    @FunctionalInterface
    public interface Owner {
        void ended(CstpChannel channel, Ending ending);
    }

    private static final int UNANSWERED_PROBES = 2; // given up after three silent intervals, as ocserv does
    private static final byte NO_REASON = 0x00;

    private final Worker worker;
    private final CstpCounters counters;
    private final LongSupplier nanoTime;
    private final Owner owner;
    private final CstpReader reader;
    private final Carry carry = new Carry();
    private final TrafficCounters traffic;
    private final CstpReader.Listener frames = new Frames();
    private final HeldPackets early;

    private @Nullable ChannelHandlerContext context;
    private @Nullable RecordWriter records;
    private @Nullable Carriage carriage;
    private @Nullable DeadPeerDetector liveness;
    private @Nullable Ending ending;
    private @Nullable ChannelCompression compression;
    private long dpdNanos;
    private boolean unflushed;
    private boolean busy;

    /** @param maxPayloadLength bytes of the longest frame that the client may send */
    public CstpChannel(Worker worker, int maxPayloadLength, CstpCounters counters, LongSupplier nanoTime, Owner owner) {
        this.worker = worker;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.owner = owner;
        this.reader = new CstpReader(maxPayloadLength);
        this.traffic = new TrafficCounters(nanoTime.getAsLong());
        this.early = new HeldPackets(worker);
    }

    /**
     * Starts the traffic. This handler has been added to the pipeline, and the reply to CONNECT has been written.
     *
     * @param dpd nanoseconds of silence after which the client is probed; 0 switches that off
     * @param encoding of packets, if they may be compressed
     */
    public void open(Carriage ownCarriage, RecordWriter recordWriter, long dpd, Optional<Encoding> encoding) {
        assert worker.eventLoop().inEventLoop();
        carriage = ownCarriage;
        records = recordWriter;
        dpdNanos = dpd;
        encoding.ifPresent(agreed -> {
            compression = new ChannelCompression(agreed);
            reader.allowCompressed();
        });
        early.passTo(this);
        if (dpd > 0) {
            liveness = new DeadPeerDetector(dpdNanos, UNANSWERED_PROBES, nanoTime.getAsLong());
            checkLiveness();
        }
    }

    /** The connection was gone before the channel could open. Ends it as if it had broken later. */
    public void neverOpened() {
        end(Ending.LOST);
    }

    /** To which it belongs. From any thread. */
    public Worker worker() {
        return worker;
    }

    public TrafficCounters traffic() {
        return traffic;
    }

    /** Says {@code farewell} and closes. From any thread; harmless when the channel has ended already. */
    public void close(Farewell farewell) {
        worker.execute(() -> closeNow(farewell));
    }

    // ---- packets to the client

    @Override
    public Affinity affinity() {
        return worker;
    }

    @Override
    public boolean send(byte[] bytes, int offset, int length) {
        if (records == null && ending == null) {
            early.send(bytes, offset, length);
            return false;
        }
        if (records == null || ending != null || !records.takes(length)) {
            worker.drops().count(Drop.TUNNEL_QUEUE_FULL);
            return false;
        }
        int compressed = compression == null ? 0 : compression.compress(bytes, offset, length);
        if (compressed > 0 && compression != null) {
            frame(records, FrameType.COMPRESSED, compression.result(), ChannelCompression.OFFSET, compressed);
        } else {
            frame(records, FrameType.DATA, bytes, offset, length);
        }
        traffic.out(length);
        busy |= !IpPacket.isControl(bytes, offset);
        boolean first = !unflushed;
        unflushed = true;
        return first;
    }

    /** The header goes into the room in front of the packet. */
    private static void frame(RecordWriter records, int type, byte[] bytes, int offset, int length) {
        CstpHeader.write(bytes, offset - CstpHeader.LENGTH, type, length);
        records.append(bytes, offset - CstpHeader.LENGTH, CstpHeader.LENGTH + length);
    }

    @Override
    public void flush() {
        if (records != null && unflushed) {
            records.flush();
        }
        unflushed = false;
        if (busy) {
            busy = false;
            traffic.dataAt(nanoTime.getAsLong());
        }
    }

    // ---- frames from the client

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        received((ByteBuf) message);
    }

    /** Takes contents of TLS records, any number at a time, and releases them. */
    public void received(ByteBuf received) {
        try {
            if (ending == null) {
                read(received);
            }
        } catch (BadFrame e) {
            counters.badFrames().count(e.reason());
            log.info("peer misbehaved: remote={} frame={}", remoteAddress(), e.getMessage());
            end(Ending.MISBEHAVED);
        } finally {
            received.release();
        }
    }

    private @Nullable SocketAddress remoteAddress() {
        return context == null ? null : context.channel().remoteAddress();
    }

    private void read(ByteBuf received) throws BadFrame {
        byte[] bytes = received.hasArray() ? received.array() : ByteBufUtil.getBytes(received);
        int offset = received.hasArray() ? received.arrayOffset() + received.readerIndex() : 0;
        int length = received.readableBytes();
        if (!carry.isEmpty()) {
            carry.append(bytes, offset, length);
            carry.consume(reader.read(carry.bytes(), 0, carry.length(), frames));
            return;
        }
        int consumed = reader.read(bytes, offset, length, frames);
        if (consumed < length) {
            carry.append(bytes, offset + consumed, length - consumed);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        worker.flush(Arrival.STREAM);
        flush();
        if (liveness != null) {
            liveness.heardAt(nanoTime.getAsLong());
        }
    }

    private final class Frames implements CstpReader.Listener {
        @Override
        public void data(byte[] bytes, int offset, int length) {
            if (length == 0 || carriage == null || ending != null) {
                return;
            }
            if (worker.fromClient(carriage.tunnel(), bytes, offset, length)) {
                traffic.in(length);
                busy |= !IpPacket.isControl(bytes, offset);
            }
            carriage.heardDataOverTls();
        }

        @Override
        public void compressed(byte[] bytes, int offset, int length) {
            if (compression == null) {
                return;
            }
            int packetLength = compression.decompress(bytes, offset, length);
            if (packetLength < 0) {
                worker.drops().count(Drop.MALFORMED);
            } else {
                data(compression.result(), ChannelCompression.OFFSET, packetLength);
            }
        }

        @Override
        public void dpdRequest(byte[] bytes, int offset, int length) {
            control(FrameType.DPD_RESPONSE, bytes, offset, length);
        }

        @Override
        public void dpdResponse() {
            // That it came is all it says.
        }

        @Override
        public void disconnect(byte[] bytes, int offset, int length) {
            Goodbye goodbye = Goodbye.parse(bytes, offset, length);
            log.debug("client says goodbye: code={} text={}", goodbye.code(), goodbye.text());
            end(goodbye.isByUser() ? Ending.LEFT_FOR_GOOD : Ending.LEFT_FOR_NOW);
        }

        @Override
        public void keepalive() {
            // Never answered (protocol of the draft, section 2.1.5).
        }

        @Override
        public void unknown(int type) {
            counters.unknownFrames().increment();
        }
    }

    /** Sends a frame of our own; dropped like any packet when the client does not read. */
    private void control(int type, byte[] payload, int offset, int length) {
        if (records == null || ending != null || !records.takes(length)) {
            worker.drops().count(Drop.TUNNEL_QUEUE_FULL);
            return;
        }
        byte[] frame = new byte[CstpHeader.LENGTH + length];
        CstpHeader.write(frame, 0, type, length);
        System.arraycopy(payload, offset, frame, CstpHeader.LENGTH, length);
        records.append(frame, 0, frame.length);
        unflushed = true;
    }

    // ---- life and death

    private void checkLiveness() {
        if (liveness == null || ending != null) {
            return;
        }
        long now = nanoTime.getAsLong();
        switch (liveness.poll(now)) {
            case DeadPeerDetector.Action.WaitUntil(long atNanos) -> worker.about(atNanos, this::checkLiveness);
            case DeadPeerDetector.Action.Probe() -> {
                counters.probes().increment();
                control(FrameType.DPD_REQUEST, new byte[0], 0, 0);
                flush();
                checkLiveness();
            }
            case DeadPeerDetector.Action.GiveUp() -> giveUp(liveness, now);
        }
    }

    /** A client that is heard over DTLS lives, whatever its TLS connection does. */
    private void giveUp(DeadPeerDetector detector, long now) {
        if (carriage != null && now - carriage.lastDatagramNanos() < dpdNanos) {
            detector.heardAt(carriage.lastDatagramNanos());
            checkLiveness();
        } else {
            end(Ending.DEAD);
        }
    }

    private void closeNow(Farewell farewell) {
        switch (farewell) {
            case Farewell.Silent() -> {}
            case Farewell.Disconnect(String text) -> lastWord(FrameType.DISCONNECT, text);
            case Farewell.Terminate(String text) -> lastWord(FrameType.TERMINATE, text);
        }
        end(Ending.CLOSED_HERE);
    }

    private void lastWord(int type, String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        byte[] payload = new byte[1 + ascii.length];
        payload[0] = NO_REASON;
        System.arraycopy(ascii, 0, payload, 1, ascii.length);
        control(type, payload, 0, payload.length);
        flush();
    }

    /** Ends the channel once; whoever comes later finds it ended. */
    private void end(Ending how) {
        if (ending != null) {
            return;
        }
        ending = how;
        if (records != null) {
            records.release();
        }
        if (context != null) {
            context.close();
        }
        owner.ended(this, how);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(Ending.LOST);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // What is wrong with a peer's TLS or its connection arrives as one of these; anything else is ours.
        if (cause instanceof DecoderException || cause instanceof IOException) {
            log.debug("connection lost: remote={} detail={}", ctx.channel().remoteAddress(), cause.getMessage());
        } else {
            counters.faults().increment();
            log.error("gateway fault: remote={}", ctx.channel().remoteAddress(), cause);
        }
        end(Ending.LOST);
    }
}

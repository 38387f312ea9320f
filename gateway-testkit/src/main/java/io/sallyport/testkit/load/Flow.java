package io.sallyport.testkit.load;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The client's end of the traffic of one session. It goes as fast as counts come back.
 *
 * <p>Confined to whoever reads the session's packets, but for the counters.
 */
final class Flow implements SendQueue.Sender {
    /** Where packets go: the channel of the session. Nothing leaves before the channel's batch ends. */
    interface Link {
        /** @param packet as {@link InnerPacket} makes it, its front included */
        void send(byte[] packet, int times);
    }

    /** Time between {@link #tick}s: longer than a packet takes when as much is under way as {@link SendQueue} allows. */
    static final int TICK_MILLIS = 100;

    /** Ticks without a single packet after which it is begun anew. */
    private static final int PATIENCE = 10;

    private final Link link;
    private final Traffic traffic;
    private final SendQueue queue;
    private final int payloadLength;
    private final byte[] data;
    private final byte[] count;
    private final Credit credit;
    private final AtomicLong carried = new AtomicLong();
    private long counted;
    private long carriedAtTick;
    private int idleTicks;
    private boolean queued;
    private boolean ended;

    /**
     * @param address of the session inside its tunnel
     * @param port tells the flows of a session apart
     * @param mtu of the tunnel
     * @param queue of all flows of the thread
     */
    Flow(Link link, Traffic traffic, SendQueue queue, int address, int port, int mtu) {
        this.link = link;
        this.traffic = traffic;
        this.queue = queue;
        this.payloadLength = mtu - InnerPacket.HEADERS_LENGTH;
        this.credit = new Credit(traffic.window());
        this.data = packet(address, port, FlowMessage.data(payloadLength));
        this.count = packet(address, port, new byte[FlowMessage.LENGTH]);
    }

    private byte[] packet(int address, int port, byte[] payload) {
        return InnerPacket.of(
                address, port, traffic.peerAddress(), traffic.peer().getPort(), payload);
    }

    /** Data packets that have reached the other end. */
    long carried() {
        return carried.get();
    }

    void begin() {
        switch (traffic.direction()) {
            case DOWNLOAD -> sendCount(true);
            case UPLOAD -> enqueue();
        }
    }

    /** A packet has come out of the tunnel. */
    void packet(byte[] bytes, int offset, int length) {
        int payload = InnerPacket.payload(bytes, offset, length);
        int payloadEnd = offset + length;
        if (payload < 0) {
            return;
        }
        if (FlowMessage.isCount(bytes, payload, payloadEnd - payload)) {
            queue.settled(credit.received(FlowMessage.count(bytes, payload).received()));
            carried.lazySet(credit.received());
            enqueue();
        } else if (FlowMessage.isData(bytes, payload, payloadEnd - payload)) {
            long all = carried.getPlain() + 1;
            carried.lazySet(all);
            if (all - counted >= FlowMessage.COUNT_EVERY) {
                sendCount(false);
            }
        }
    }

    private void enqueue() {
        if (!queued && traffic.direction() == Direction.UPLOAD) {
            queued = true;
            queue.add(this);
        }
    }

    @Override
    public int send() {
        queued = false;
        int packets = ended ? 0 : credit.room();
        if (packets > 0) {
            credit.sent(packets);
            link.send(data, packets);
        }
        return packets;
    }

    /** Called every {@link #TICK_MILLIS}. */
    void tick() {
        long stuck = credit.forgetIfStuck();
        if (stuck > 0) {
            queue.settled(stuck);
            enqueue();
        }
        idleTicks = carried.getPlain() == carriedAtTick ? idleTicks + 1 : 0;
        carriedAtTick = carried.getPlain();
        if (idleTicks >= PATIENCE) {
            idleTicks = 0;
            begin();
        }
    }

    /** What is under way does not count any more, and nothing more is sent. */
    void end() {
        ended = true;
        queue.settled(credit.forget());
    }

    private void sendCount(boolean reset) {
        counted = carried.getPlain();
        new FlowMessage(reset, payloadLength, traffic.window(), counted)
                .write(count, InnerPacket.FRONT + InnerPacket.HEADERS_LENGTH);
        InnerPacket.finish(count);
        link.send(count, 1);
    }
}

package io.sallyport.testkit.load;

import io.sallyport.dataplane.udp.ClientSockets;
import io.sallyport.dataplane.udp.ClientSockets.Recipient;
import io.sallyport.dataplane.udp.Endpoint;
import io.sallyport.dataplane.udp.UdpUnavailable;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The host behind the gateway: counts what clients send, and sends what they ask for, as much at a time as they can take. Who
 * asks is not checked: it is for networks of one's own.
 */
public final class TrafficPeer implements AutoCloseable {
    private static final int MOST_CLIENTS = 100_000;

    /** Ticks in which nothing comes after which a client has most likely gone: nothing is sent to it unless it asks again. */
    private static final int TICKS_TO_GIVE_UP = 2_000 / Flow.TICK_MILLIS;

    /** Ticks in which nothing comes after which a flow is over: a minute, far beyond what one waits for its turn. */
    private static final int TICKS_TO_THE_END = 60_000 / Flow.TICK_MILLIS;

    private final SocketLoop loop;
    private final ClientSockets sockets;
    private final int fd;
    private final Map<Endpoint, Client> clients = new HashMap<>();
    private final SendQueue queue = new SendQueue();
    private final AtomicLong received = new AtomicLong();

    private TrafficPeer(SocketLoop loop, int fd) {
        this.loop = loop;
        this.sockets = loop.sockets();
        this.fd = fd;
    }

    /**
     * Listens until it is closed.
     *
     * @param inside runs what opens the socket, which may be in another network namespace
     * @param address port 0 lets the kernel choose
     */
    public static TrafficPeer listen(Inside inside, InetSocketAddress address) throws UdpUnavailable {
        SocketLoop loop = new SocketLoop("traffic-peer");
        try {
            TrafficPeer peer = new TrafficPeer(loop, inside.open(loop.sockets(), address));
            loop.watch(peer.fd, peer::readable);
            loop.every(Flow.TICK_MILLIS, peer::tick);
            return peer;
        } catch (UdpUnavailable e) {
            loop.close();
            throw e;
        }
    }

    /** Where it listens. */
    public int port() {
        return sockets.port(fd);
    }

    /** Data packets received of all clients. */
    public long received() {
        return received.get();
    }

    private void readable() {
        sockets.read(fd, this::datagram);
        queue.run();
        sockets.flush();
    }

    private void tick() {
        clients.values().removeIf(Client::tick);
        queue.run();
        sockets.flush();
    }

    private void datagram(byte[] bytes, int offset, int length, Endpoint source) {
        Client client = clients.get(source);
        if (client == null) {
            if (clients.size() == MOST_CLIENTS) {
                return;
            }
            client = new Client(Recipient.of(source));
            clients.put(source.copy(), client);
        }
        client.silentTicks = 0;
        if (FlowMessage.isCount(bytes, offset, length)) {
            client.counted(FlowMessage.count(bytes, offset));
        } else if (FlowMessage.isData(bytes, offset, length)) {
            client.data();
        }
    }

    /** One flow of one client. */
    private final class Client implements SendQueue.Sender {
        private final Recipient recipient;
        private final Credit credit = new Credit(FlowMessage.COUNT_EVERY);
        private byte[] data = {};
        private long receivedOfIt;
        private boolean queued;
        private int silentTicks;

        Client(Recipient recipient) {
            this.recipient = recipient;
        }

        void counted(FlowMessage count) {
            credit.window(count.window());
            queue.settled(credit.received(count.received()));
            if (count.reset()) {
                queue.settled(credit.forget());
            }
            if (data.length != count.payloadLength()) {
                data = FlowMessage.data(count.payloadLength());
            }
            enqueue();
        }

        private void enqueue() {
            if (!queued) {
                queued = true;
                queue.add(this);
            }
        }

        /**
         * Called every {@link Flow#TICK_MILLIS}.
         *
         * @return whether the flow is over
         */
        boolean tick() {
            silentTicks++;
            long stuck = credit.forgetIfStuck();
            if (stuck > 0) {
                queue.settled(stuck);
            }
            if (stuck > 0 && silentTicks < TICKS_TO_GIVE_UP) {
                enqueue();
            }
            return silentTicks == TICKS_TO_THE_END;
        }

        @Override
        public int send() {
            queued = false;
            int packets = credit.room();
            for (int i = 0; i < packets; i++) {
                int at = sockets.room(fd, data.length);
                System.arraycopy(data, 0, sockets.bytes(), at, data.length);
                sockets.commit(recipient, data.length);
            }
            credit.sent(packets);
            return packets;
        }

        void data() {
            receivedOfIt++;
            received.lazySet(received.getPlain() + 1);
            if (receivedOfIt % FlowMessage.COUNT_EVERY == 0) {
                int at = sockets.room(fd, FlowMessage.LENGTH);
                new FlowMessage(false, 1, FlowMessage.COUNT_EVERY, receivedOfIt).write(sockets.bytes(), at);
                sockets.commit(recipient, FlowMessage.LENGTH);
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}

package io.sallyport.server.testkit;

import io.sallyport.config.Network;
import io.sallyport.dataplane.tun.PacketQueue;
import io.sallyport.server.inside.InsideNetwork;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The network behind the gateway, held by a test: packets go in and come out by hand. Needs no rights. */
public final class InsideWire implements InsideNetwork {
    private final BlockingQueue<byte[]> fromClients = new LinkedBlockingQueue<>();
    private List<HandQueue> queues = List.of();

    InsideWire open(Network network, int mtu, int queueCount) {
        queues = Stream.generate(() -> new HandQueue(fromClients))
                .limit(queueCount)
                .toList();
        return this;
    }

    /** Sends packets to the clients that own their destinations, all in one batch. */
    public void send(byte[]... packets) {
        queues.getFirst().give(packets);
    }

    /** Waits for the next packet that a client has sent. */
    public byte[] receive() throws InterruptedException {
        byte[] packet = fromClients.poll(Eventually.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (packet == null) {
            throw new AssertionError("no packet has come");
        }
        return packet;
    }

    /** Drops what has come and was not received. */
    void forget() {
        fromClients.clear();
    }

    @Override
    public List<PacketQueue> queues() {
        return List.copyOf(queues);
    }

    /** Also when a worker has closed its queue already. */
    @Override
    public void close() {
        queues.forEach(HandQueue::close);
    }
}

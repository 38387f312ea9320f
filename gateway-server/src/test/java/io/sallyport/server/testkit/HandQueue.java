package io.sallyport.server.testkit;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.tun.PacketQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A worker's queue without a kernel; a pipe wakes the worker. */
final class HandQueue implements PacketQueue {
    private final FileDescriptor[] pipe;
    private final Queue<byte[]> toClients = new ConcurrentLinkedQueue<>();
    private final Collection<byte[]> fromClients;
    private long writes;

    /** @param fromClients where the packets of clients go; thread-safe */
    HandQueue(Collection<byte[]> fromClients) {
        this.fromClients = fromClients;
        Epoll.ensureAvailability(); // loads the library that makes pipes
        try {
            pipe = FileDescriptor.pipe();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void give(byte[]... packets) {
        toClients.addAll(Arrays.asList(packets));
        wake();
    }

    private void wake() {
        try {
            pipe[1].write(ByteBuffer.allocateDirect(1), 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int fd() {
        return pipe[0].intValue();
    }

    /** Each packet stands behind a virtio_net_hdr of zeros: whole, and with its checksums. */
    @Override
    public boolean read(int maxReads, int maxBytes, Receiver receiver) {
        try {
            pipe[0].read(ByteBuffer.allocateDirect(1), 0, 1);
        } catch (IOException e) {
            return false;
        }
        for (int reads = 0; reads < maxReads; reads++) {
            byte[] packet = toClients.poll();
            if (packet == null) {
                return true;
            }
            byte[] bytes = new byte[PacketSink.HEADROOM + packet.length];
            System.arraycopy(packet, 0, bytes, PacketSink.HEADROOM, packet.length);
            receiver.packet(bytes, PacketSink.HEADROOM, packet.length);
        }
        wake();
        return true;
    }

    @Override
    public int append(byte[] bytes, int offset, int length) {
        fromClients.add(Arrays.copyOfRange(bytes, offset, offset + length));
        writes++;
        return 0;
    }

    @Override
    public int flush() {
        return 0;
    }

    @Override
    public long superseded() {
        return 0;
    }

    @Override
    public long writes() {
        return writes;
    }

    /** Harmless when repeated. */
    @Override
    public void close() {
        try {
            for (FileDescriptor end : pipe) {
                if (end.isOpen()) {
                    end.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

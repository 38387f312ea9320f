package io.sallyport.dataplane.worker;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.packet.VnetHeader;
import io.sallyport.dataplane.route.PacketSink;
import io.sallyport.dataplane.tun.PacketQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A TUN queue without a kernel: tests put packets in at one end and find them at the other. A pipe wakes the worker. */
final class FakeQueue implements PacketQueue {
    private final FileDescriptor[] pipe;
    private final Queue<Given> fromKernel = new ConcurrentLinkedQueue<>();
    final BlockingQueue<byte[]> toKernel = new LinkedBlockingQueue<>();
    private long writes;
    volatile boolean gone;
    volatile boolean refusing;
    volatile long superseded;
    volatile boolean joining; // all that is appended into one write
    private boolean joined;

    FakeQueue() {
        Epoll.ensureAvailability(); // loads the library that makes pipes
        try {
            pipe = FileDescriptor.pipe();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Given(byte[] header, byte[] packet) {}

    /** All of them at once: a read finds each or none. */
    synchronized void give(byte[]... packets) {
        for (byte[] packet : packets) {
            fromKernel.add(new Given(new byte[VnetHeader.LENGTH], packet));
        }
        wake();
    }

    /** @param header in host order, as the kernel writes it */
    void giveSuperPacket(byte[] header, byte[] packet) {
        fromKernel.add(new Given(header, packet));
        wake();
    }

    void wake() {
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

    @Override
    public synchronized boolean read(int maxReads, int maxBytes, Receiver receiver) {
        try {
            pipe[0].read(ByteBuffer.allocateDirect(1), 0, 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (gone) {
            return false;
        }
        for (int reads = 0; reads < maxReads; reads++) {
            Given given = fromKernel.poll();
            if (given == null) {
                return true;
            }
            byte[] packet = given.packet();
            byte[] bytes = new byte[PacketSink.HEADROOM + packet.length];
            System.arraycopy(packet, 0, bytes, PacketSink.HEADROOM, packet.length);
            System.arraycopy(given.header(), 0, bytes, PacketSink.HEADROOM - VnetHeader.LENGTH, VnetHeader.LENGTH);
            receiver.packet(bytes, PacketSink.HEADROOM, packet.length);
        }
        wake();
        return true;
    }

    @Override
    public int append(byte[] bytes, int offset, int length) {
        if (!joined) {
            writes++;
        }
        joined = joining;
        if (refusing) {
            return 1;
        }
        toKernel.add(Arrays.copyOfRange(bytes, offset, offset + length));
        return 0;
    }

    @Override
    public int flush() {
        joined = false;
        return 0;
    }

    @Override
    public long superseded() {
        return superseded;
    }

    @Override
    public long writes() {
        return writes;
    }

    @Override
    public void close() {
        try {
            pipe[0].close();
            pipe[1].close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

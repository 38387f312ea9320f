package io.sallyport.dataplane.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.sallyport.dataplane.route.PacketSink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One queue of a TUN device without offloads: a system call moves one packet.
 *
 * <p>Confined to its worker, but for {@link #close}, which comes when the worker has stopped.
 */
final class TunQueue implements PacketQueue {
    private static final int LARGEST_PACKET = 65_535;

    private final Arena arena = Arena.ofShared(); // opened by one thread, used by another
    private final Libc libc = new Libc(arena);
    private final MemorySegment transfer = arena.allocate(LARGEST_PACKET, 64);
    private final byte[] packet = new byte[PacketSink.HEADROOM + LARGEST_PACKET];
    private final int fd;

    /** Takes over {@code fd}, which is open, non-blocking and attached. */
    TunQueue(int fd) {
        this.fd = fd;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public int read(int budget, Receiver receiver) {
        for (int reads = 0; reads < budget; reads++) {
            int length = libc.read(fd, transfer.address(), LARGEST_PACKET);
            if (length < 0) {
                return length == -Libc.EAGAIN || length == -Libc.EINTR
                        ? reads
                        : -1; // EBADFD: somebody deleted the device
            }
            MemorySegment.copy(transfer, JAVA_BYTE, 0, packet, PacketSink.HEADROOM, length);
            receiver.packet(packet, PacketSink.HEADROOM, length);
        }
        return budget;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        MemorySegment.copy(bytes, offset, transfer, JAVA_BYTE, 0, length);
        return libc.write(fd, transfer.address(), length) == length;
    }

    @Override
    public void flush() {
        // Nothing waits: append has written already.
    }

    @Override
    public void close() {
        libc.close(fd);
        arena.close();
    }
}

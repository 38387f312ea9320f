package io.sallyport.dataplane.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An open TUN queue and the native memory through which packets pass; owned by one {@link PacketQueue}, hence by its worker.
 */
final class TunDescriptor {
    private static final int LONGEST = 64 * 1024 + 64; // a super-packet with its headers

    static final int NOTHING = 0;
    static final int GONE = -1;

    private final Arena arena = Arena.ofShared(); // opened by one thread, used by another
    private final Libc libc = new Libc(arena);
    private final MemorySegment transfer = arena.allocate(LONGEST, 64);
    private final int fd;
    private long writes;

    /** Takes over {@code fd}, which is open, non-blocking and attached. */
    TunDescriptor(int fd) {
        this.fd = fd;
    }

    int fd() {
        return fd;
    }

    long writes() {
        return writes;
    }

    /**
     * Reads once, to {@code target[offset ..]}.
     *
     * @return bytes, {@link #NOTHING} or {@link #GONE}
     */
    int read(byte[] target, int offset) {
        int length = libc.read(fd, transfer.address(), Math.min(LONGEST, target.length - offset));
        if (length < 0) {
            return length == -Libc.EAGAIN || length == -Libc.EINTR
                    ? NOTHING
                    : GONE; // EBADFD: somebody deleted the device
        }
        MemorySegment.copy(transfer, JAVA_BYTE, 0, target, offset, length);
        return length;
    }

    /** Writes a header, which may have no bytes, and a packet at once; false if the kernel does not take them. */
    boolean write(byte[] header, byte[] packet, int offset, int length) {
        MemorySegment.copy(header, 0, transfer, JAVA_BYTE, 0, header.length);
        MemorySegment.copy(packet, offset, transfer, JAVA_BYTE, header.length, length);
        writes++;
        int total = header.length + length;
        return libc.write(fd, transfer.address(), total) == total;
    }

    void close() {
        libc.close(fd);
        arena.close();
    }
}

package io.sallyport.dataplane.tun;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The gateway's interface to the kernel's routing: one device for all clients, which whoever opens it owns, and one queue
 * per worker, which that owns. It vanishes with the process.
 *
 * @see <a href="https://docs.kernel.org/networking/tuntap.html">Universal TUN/TAP device driver</a>
 */
public final class TunDevice implements AutoCloseable {
    private static final String CLONE_DEVICE = "/dev/net/tun";
    private static final long TUNSETIFF = 0x4004_54CAL;
    private static final int IFF_TUN = 0x0001;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000; // no protocol header in front of packets
    private static final int IFF_VNET_HDR = 0x4000;
    private static final long TUNSETOFFLOAD = 0x4004_54D0L;
    private static final int IFREQ_LENGTH = 40;
    private static final int IFREQ_FLAGS_OFFSET = 16;

    private final String name;
    private final Offload offload;
    private final List<PacketQueue> queues;

    private TunDevice(String name, Offload offload, List<PacketQueue> queues) {
        this.name = name;
        this.offload = offload;
        this.queues = List.copyOf(queues);
    }

    /**
     * Makes the device, with as much offload as the kernel has; it is down and has no address yet (see {@link
     * io.sallyport.dataplane.host.DeviceSetup}).
     *
     * @param name 1..15 characters
     * @param queueCount at least 1
     */
    public static TunDevice open(String name, int queueCount) throws TunUnavailable {
        for (Offload offload : Offload.values()) {
            try {
                return open(name, queueCount, offload);
            } catch (OffloadRefused e) {
                // The next rung of the ladder; the last one cannot be refused.
            }
        }
        throw new AssertionError("a TUN device without offloads was refused offloads");
    }

    /**
     * Makes the device with just this offload.
     *
     * @throws TunUnavailable also if this kernel has no such offload
     */
    public static TunDevice open(String name, int queueCount, Offload offload) throws TunUnavailable {
        List<PacketQueue> queues = new ArrayList<>();
        int flags = IFF_TUN
                | IFF_NO_PI
                | (queueCount > 1 ? IFF_MULTI_QUEUE : 0)
                | (offload.hasHeaders() ? IFF_VNET_HDR : 0);
        try {
            for (int i = 0; i < queueCount; i++) {
                int fd = attach(name, flags, offload);
                queues.add(offload.hasHeaders() ? new OffloadQueue(fd, offload) : new PlainQueue(fd));
            }
        } catch (TunUnavailable e) {
            queues.forEach(PacketQueue::close);
            throw e;
        }
        return new TunDevice(name, offload, queues);
    }

    public String name() {
        return name;
    }

    /** What the kernel leaves to us. */
    public Offload offload() {
        return offload;
    }

    /** One per worker; each belongs to the worker that takes it. */
    public List<PacketQueue> queues() {
        return queues;
    }

    @Override
    public void close() {
        queues.forEach(PacketQueue::close);
    }

    private static int attach(String name, int flags, Offload offload) throws TunUnavailable {
        try (Arena arena = Arena.ofConfined()) {
            Libc libc = new Libc(arena);
            int fd = libc.open(CLONE_DEVICE, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            if (fd < 0) {
                throw new TunUnavailable("TUN device " + name + ": cannot open " + CLONE_DEVICE + ": " + reason(-fd));
            }
            MemorySegment ifreq = arena.allocate(IFREQ_LENGTH, 8);
            MemorySegment.copy(name.getBytes(StandardCharsets.US_ASCII), 0, ifreq, JAVA_BYTE, 0, name.length());
            ifreq.set(JAVA_SHORT, IFREQ_FLAGS_OFFSET, (short) flags);
            int result = libc.ioctl(fd, TUNSETIFF, ifreq.address());
            if (result < 0) {
                libc.close(fd);
                throw new TunUnavailable("TUN device " + name + ": cannot be made: " + reason(-result));
            }
            if (offload.hasHeaders() && libc.ioctl(fd, TUNSETOFFLOAD, offload.features) < 0) {
                libc.close(fd);
                throw new OffloadRefused("TUN device " + name + ": this kernel does not offer " + offload);
            }
            return fd;
        }
    }

    private static String reason(int errno) {
        return switch (errno) {
            case Libc.EPERM, Libc.EACCES -> "not permitted (root or CAP_NET_ADMIN is needed)";
            case Libc.ENOENT -> "it does not exist (is the tun module there?)";
            case Libc.EBUSY -> "the name is in use (is another gateway running?)";
            case Libc.EINVAL -> "the name belongs to a device of another kind";
            default -> "errno " + errno;
        };
    }
}

package io.sallyport.dataplane.udp;

import static io.sallyport.dataplane.udp.MessageLayout.ADDRESS_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.CONTROL_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.IOVEC_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.MESSAGE_LENGTH;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The receiving half of a UDP socket, owned by its worker: many messages per system call, and in each of them as many
 * datagrams of one sender as the kernel has joined (UDP_GRO).
 */
final class DatagramReader {
    private static final int MESSAGES = 16;
    private static final int LARGEST_MESSAGE = 65_536;
    private static final int NAMES = MESSAGES * MESSAGE_LENGTH;
    private static final int IOVECS = NAMES + MESSAGES * (ADDRESS_LENGTH + 4);
    private static final int CONTROLS = IOVECS + MESSAGES * IOVEC_LENGTH;
    private static final int DATA = CONTROLS + MESSAGES * CONTROL_LENGTH;

    private int fd;
    private final SocketCalls calls;
    private final MemorySegment memory;
    private final byte[] bytes = new byte[LARGEST_MESSAGE];
    private final Endpoint source = new Endpoint();
    private boolean many = true;
    private boolean drained;

    DatagramReader(int fd, SocketCalls calls, Arena arena) {
        this.fd = fd;
        this.calls = calls;
        this.memory = arena.allocate(DATA + (long) MESSAGES * LARGEST_MESSAGE, 64);
        for (int i = 0; i < MESSAGES; i++) {
            MessageLayout.tie(memory, message(i), name(i), iovec(i), control(i));
            memory.set(JAVA_LONG, iovec(i), memory.address() + data(i));
            memory.set(JAVA_LONG, iovec(i) + MessageLayout.IOVEC_SIZE_OFFSET, LARGEST_MESSAGE);
            offerRoom(i);
        }
    }

    /** For what the kernel says of a message, which it may have used up for the last one. */
    private void offerRoom(int i) {
        memory.set(JAVA_INT, message(i) + MessageLayout.NAMELEN_OFFSET, ADDRESS_LENGTH);
        memory.set(JAVA_LONG, message(i) + MessageLayout.CONTROLLEN_OFFSET, CONTROL_LENGTH);
    }

    /** Reads from another socket from now on. */
    void use(int otherFd) {
        fd = otherFd;
    }

    private static long message(int i) {
        return (long) i * MESSAGE_LENGTH;
    }

    private static long name(int i) {
        return NAMES + (long) i * (ADDRESS_LENGTH + 4);
    }

    private static long iovec(int i) {
        return IOVECS + (long) i * IOVEC_LENGTH;
    }

    private static long control(int i) {
        return CONTROLS + (long) i * CONTROL_LENGTH;
    }

    private static long data(int i) {
        return DATA + (long) i * LARGEST_MESSAGE;
    }

    /**
     * Reads once.
     *
     * @return datagrams handed over; 0 if there are none now
     */
    int read(DatagramReceiver receiver) {
        int messages = receive();
        drained = messages < (many ? MESSAGES : 1);
        int datagrams = 0;
        for (int i = 0; i < messages; i++) {
            datagrams += handOver(i, receiver);
        }
        return datagrams;
    }

    /** Whether the last {@link #read} found less than it could take: to read again would most likely be in vain. */
    boolean isDrained() {
        return drained;
    }

    /** @return messages that stand in memory; 0 if there is none, or if the socket reports an error, which is now forgotten */
    private int receive() {
        if (many) {
            int messages = calls.recvmmsg(fd, memory.address(), MESSAGES, 0);
            if (messages != -SocketCalls.ENOSYS) {
                return Math.max(0, messages);
            }
            many = false;
        }
        int length = calls.recvmsg(fd, memory.address(), 0);
        if (length < 0) {
            return 0;
        }
        memory.set(JAVA_INT, message(0) + MessageLayout.LEN_OFFSET, length);
        return 1;
    }

    private int handOver(int i, DatagramReceiver receiver) {
        int length = memory.get(JAVA_INT, message(i) + MessageLayout.LEN_OFFSET);
        MessageLayout.readName(memory, name(i), source);
        long controlLength = memory.get(JAVA_LONG, message(i) + MessageLayout.CONTROLLEN_OFFSET);
        int joined = MessageLayout.readControl(memory, control(i), controlLength, source);
        offerRoom(i);
        MemorySegment.copy(memory, JAVA_BYTE, data(i), bytes, 0, length);
        int segment = joined > 0 ? joined : Math.max(1, length);
        int datagrams = 0;
        int at = 0;
        do { // a datagram may be empty
            receiver.datagram(bytes, at, Math.min(segment, length - at), source);
            at += segment;
            datagrams++;
        } while (at < length);
        return datagrams;
    }
}

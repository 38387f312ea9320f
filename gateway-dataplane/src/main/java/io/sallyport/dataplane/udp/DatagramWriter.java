package io.sallyport.dataplane.udp;

import static io.sallyport.dataplane.udp.MessageLayout.ADDRESS_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.CONTROL_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.IOVEC_LENGTH;
import static io.sallyport.dataplane.udp.MessageLayout.MESSAGE_LENGTH;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sallyport.dataplane.udp.UdpCounters.Event;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a UDP socket, owned by its worker: datagrams are written into one array, and leave together. A run of
 * datagrams of the same length to one destination is one message, which the kernel cuts (UDP_SEGMENT). Where that is
 * refused, each is a message of its own (sendmmsg), and where that is unknown, a call of its own (sendmsg): the ladder is
 * descended at run time and for good.
 *
 * <p>Nothing waits: what the kernel does not take is lost and counted.
 */
final class DatagramWriter {
    private static final int MESSAGES = 64;
    private static final int CAPACITY = 192 * 1024;
    private static final int SEGMENTS = 64; // older kernels take no more
    private static final int LARGEST_MESSAGE = 65_507;
    private static final int NAMES = MESSAGES * MESSAGE_LENGTH;
    private static final int IOVECS = NAMES + MESSAGES * (ADDRESS_LENGTH + 4);
    private static final int CONTROLS = IOVECS + MESSAGES * IOVEC_LENGTH;
    private static final int DATA = CONTROLS + MESSAGES * CONTROL_LENGTH;

    private int fd;
    private final SocketCalls calls;
    private final UdpCounters counters;
    private final ToIntFunction<Endpoint> pathLimit;
    private final MemorySegment memory;
    private final byte[] bytes = new byte[CAPACITY];
    private final @Nullable Destination[] destinations = new @Nullable Destination[MESSAGES];
    private final int[] starts = new int[MESSAGES];
    private final int[] segments = new int[MESSAGES];
    private final int[] counts = new int[MESSAGES];
    private int messages;
    private int end;
    private boolean closed; // the last datagram of the last message was shorter than the others
    private boolean segmenting;
    private boolean many = true;

    /**
     * @param segmenting whether to begin on the uppermost rung
     * @param pathLimit the largest datagram that gets through to an address, as far as the kernel knows
     */
    DatagramWriter(
            int fd,
            SocketCalls calls,
            Arena arena,
            UdpCounters counters,
            boolean segmenting,
            ToIntFunction<Endpoint> pathLimit) {
        this.fd = fd;
        this.calls = calls;
        this.counters = counters;
        this.segmenting = segmenting;
        this.pathLimit = pathLimit;
        this.memory = arena.allocate(DATA + (long) CAPACITY, 64);
        for (int i = 0; i < MESSAGES; i++) {
            MessageLayout.tie(memory, message(i), name(i), iovec(i), control(i));
            memory.set(JAVA_INT, message(i) + MessageLayout.NAMELEN_OFFSET, ADDRESS_LENGTH);
        }
    }

    /** Sends by another socket from now on; what waits for the last one leaves by that. */
    void use(int otherFd) {
        if (fd != otherFd) {
            flush();
            fd = otherFd;
        }
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

    /** Whether the kernel is trusted to cut messages. */
    boolean isSegmenting() {
        return segmenting;
    }

    /** Where datagrams are written. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Makes room for one datagram of up to {@code length} bytes, sending off what waits if need be.
     *
     * @param length at most 65,507
     * @return where it is to be written in {@link #bytes}
     */
    int room(int length) {
        if (end + length > CAPACITY || messages == MESSAGES) {
            flush();
        }
        return end;
    }

    /** Takes the datagram that has been written at the place that {@link #room} named. It leaves with {@link #flush}. */
    void commit(Destination destination, int length) {
        if (joins(destination, length)) {
            counts[messages - 1]++;
            closed = length < segments[messages - 1];
        } else {
            destinations[messages] = destination;
            starts[messages] = end;
            segments[messages] = length;
            counts[messages] = 1;
            messages++;
            closed = false;
        }
        end += length;
    }

    @SuppressWarnings("ReferenceEquality") // datagrams to one object leave together, whatever it is equal to
    private boolean joins(Destination destination, int length) {
        if (!segmenting || messages == 0 || closed) {
            return false;
        }
        int last = messages - 1;
        return destinations[last] == destination
                && length <= segments[last]
                && counts[last] < SEGMENTS
                && end - starts[last] + length <= LARGEST_MESSAGE;
    }

    /** Sends off all that waits. */
    void flush() {
        if (messages == 0) {
            return;
        }
        int waiting = messages;
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, DATA, end);
        for (int i = 0; i < waiting; i++) {
            prepare(i);
        }
        int next = 0;
        while (next < waiting) {
            int sent = send(next, waiting - next);
            if (sent > 0) {
                countSent(next, sent);
                next += sent;
            } else if (isFull(sent)) {
                countLost(Event.SEND_BUFFER_FULL, next, waiting);
                next = waiting;
            } else if (sent != -SocketCalls.EINTR) {
                refused(next, sent);
                next++;
            }
        }
        for (int i = 0; i < waiting; i++) {
            destinations[i] = null;
        }
        messages = 0;
        end = 0;
    }

    private void prepare(int i) {
        Endpoint endpoint = destination(i).endpoint();
        int length = (i + 1 < messages ? starts[i + 1] : end) - starts[i];
        prepare(i, endpoint, starts[i], length, counts[i] > 1 ? segments[i] : 0);
    }

    private void prepare(int i, Endpoint endpoint, int start, int length, int segment) {
        MessageLayout.writeName(memory, name(i), endpoint);
        memory.set(JAVA_LONG, iovec(i), memory.address() + DATA + start);
        memory.set(JAVA_LONG, iovec(i) + MessageLayout.IOVEC_SIZE_OFFSET, length);
        int controlLength = MessageLayout.writeControl(memory, control(i), endpoint, segment);
        memory.set(JAVA_LONG, message(i) + MessageLayout.CONTROLLEN_OFFSET, controlLength);
    }

    /** @return messages sent, at least 1, or what is wrong with the first */
    private int send(int first, int count) {
        long address = memory.address() + message(first);
        if (many) {
            int sent = calls.sendmmsg(fd, address, count, 0);
            if (sent != -SocketCalls.ENOSYS) {
                return sent;
            }
            many = false;
        }
        int sent = calls.sendmsg(fd, address, 0);
        return sent < 0 ? sent : 1;
    }

    private static boolean isFull(int result) {
        return result == -SocketCalls.EAGAIN || result == -SocketCalls.ENOBUFS;
    }

    private void refused(int i, int result) {
        boolean perhapsNotCut = counts[i] > 1
                && (result == -SocketCalls.EIO
                        || result == -SocketCalls.EINVAL
                        || result == -SocketCalls.ENOPROTOOPT
                        || result == -SocketCalls.EOPNOTSUPP);
        if (perhapsNotCut) {
            sendSingly(i);
        } else if (result == -SocketCalls.EMSGSIZE) {
            tooBig(i);
        } else {
            counters.add(Event.SEND_REFUSED, counts[i]);
        }
    }

    /** What could not go in one message goes in many; if that helps, it is done so from now on. */
    private void sendSingly(int i) {
        Endpoint endpoint = destination(i).endpoint();
        int start = starts[i];
        int stop = i + 1 < messages ? starts[i + 1] : end;
        int sent = 0;
        for (int at = start; at < stop; at += segments[i]) {
            prepare(i, endpoint, at, Math.min(segments[i], stop - at), 0);
            int result = calls.sendmsg(fd, memory.address() + message(i), 0);
            if (result == -SocketCalls.EMSGSIZE) {
                counters.add(Event.SENT, sent);
                counters.add(Event.TOO_BIG, counts[i] - sent);
                destination(i).tooBig(pathLimit.applyAsInt(endpoint));
                return;
            }
            sent += result >= 0 ? 1 : 0;
        }
        counters.add(Event.SENT, sent);
        counters.add(Event.SEND_REFUSED, counts[i] - sent);
        segmenting &= sent == 0;
    }

    private void tooBig(int i) {
        counters.add(Event.TOO_BIG, counts[i]);
        int limit = pathLimit.applyAsInt(destination(i).endpoint());
        destination(i).tooBig(Math.min(limit, segments[i] - 1));
    }

    private void countSent(int first, int count) {
        int datagrams = 0;
        for (int i = first; i < first + count; i++) {
            datagrams += counts[i];
        }
        counters.add(Event.SENT, datagrams);
    }

    private void countLost(Event event, int first, int stop) {
        for (int i = first; i < stop; i++) {
            counters.add(event, counts[i]);
        }
    }

    private Destination destination(int i) {
        Destination destination = destinations[i];
        if (destination == null) {
            throw new IllegalStateException("message " + i + " of " + messages + " has no destination");
        }
        return destination;
    }
}

package io.sallyport.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends UDP datagrams over IPv4 under any source address and port, also one that a socket of somebody else has.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 */
public final class RawSender implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x8_0000;
    private static final int IPPROTO_RAW = 255; // the IP header is ours to write
    private static final int PROTOCOL_UDP = 17;
    private static final int IP_HEADER_LENGTH = 20;
    private static final int HEADERS_LENGTH = IP_HEADER_LENGTH + 8;
    private static final int LONGEST = 2048;
    private static final int TIME_TO_LIVE = 64;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            downcall("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDTO = downcall(
            "sendto", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = downcall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment callState = arena.allocate(CALL_STATE);
    private final MemorySegment address = arena.allocate(16, 4);
    private final MemorySegment packet = arena.allocate(LONGEST, 8);
    private final ByteBuffer header = packet.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
    private final int descriptor;

    private RawSender(int descriptor, InetSocketAddress source, InetSocketAddress destination) {
        this.descriptor = descriptor;
        address.set(JAVA_SHORT, 0, (short) AF_INET);
        MemorySegment.copy(destination.getAddress().getAddress(), 0, address, JAVA_BYTE, 4, 4);
        header.put(0, (byte) 0x45).put(8, (byte) TIME_TO_LIVE).put(9, (byte) PROTOCOL_UDP);
        header.put(12, source.getAddress().getAddress())
                .put(16, destination.getAddress().getAddress());
        header.putShort(20, (short) source.getPort()).putShort(22, (short) destination.getPort());
    }

    /** @param namespace where the packets leave; both addresses are IPv4 */
    public static RawSender open(Namespace namespace, InetSocketAddress source, InetSocketAddress destination) {
        int descriptor = namespace.inside(() -> orFail("socket", SOCKET, AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_RAW));
        return new RawSender(descriptor, source, destination);
    }

    private static int orFail(String name, MethodHandle call, int first, int second, int third) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int result = (int) call.invokeExact(state, first, second, third);
            if (result < 0) {
                throw new LabFailure(name + ": errno " + (int) ERRNO.get(state, 0L));
            }
            return result;
        } catch (LabFailure e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the calls of libc throw nothing", e);
        }
    }

    /** The source of what follows. */
    public void from(InetSocketAddress source) {
        header.put(12, source.getAddress().getAddress()).putShort(20, (short) source.getPort());
    }

    /** Sends one datagram, without a UDP checksum, which IPv4 allows. */
    public void send(byte[] payload) {
        int length = HEADERS_LENGTH + payload.length;
        header.putShort(2, (short) length).putShort(24, (short) (8 + payload.length));
        MemorySegment.copy(payload, 0, packet, JAVA_BYTE, HEADERS_LENGTH, payload.length);
        try {
            long sent = (long) SENDTO.invokeExact(callState, descriptor, packet, (long) length, 0, address, 16);
            if (sent != length) {
                throw new LabFailure("sendto: errno " + (int) ERRNO.get(callState, 0L));
            }
        } catch (LabFailure e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the calls of libc throw nothing", e);
        }
    }

    @Override
    public void close() {
        try {
            int _ = (int) CLOSE.invokeExact(callState, descriptor);
        } catch (Throwable e) {
            throw new AssertionError("the calls of libc throw nothing", e);
        }
        arena.close();
    }

    @SuppressWarnings("restricted") // libc is as safe as it gets; the JVM is started with native access
    private static MethodHandle downcall(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), descriptor, Linker.Option.captureCallState("errno"));
    }
}

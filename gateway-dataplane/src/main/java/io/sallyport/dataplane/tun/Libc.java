package io.sallyport.dataplane.tun;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the packet path, each named like its manual page (section 2); owned by one caller. A failed call
 * returns its negated {@code errno}, as the kernel does; nothing throws.
 *
 * <p>It holds the memory in which the linker leaves {@code errno}.
 */
final class Libc {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int EINVAL = 22;

    static final int O_RDWR = 0x2;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x8_0000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    // Pointers travel as longs: a MemorySegment made per call would be garbage per packet.
    private static final MethodHandle OPEN = find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle IOCTL = find(
            "ioctl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ =
            find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final MemorySegment callState;

    /** @param arena lives at least as long as this instance */
    Libc(Arena arena) {
        callState = arena.allocate(Linker.Option.captureStateLayout());
    }

    int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return orErrno((int) OPEN.invokeExact(callState, arena.allocateFrom(path), flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int close(int fd) {
        try {
            return orErrno((int) CLOSE.invokeExact(callState, fd));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int ioctl(int fd, long request, long argument) {
        try {
            return orErrno((int) IOCTL.invokeExact(callState, fd, request, argument));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** @param buffer address of {@code length} bytes */
    int read(int fd, long buffer, long length) {
        try {
            return orErrno((int) (long) READ.invokeExact(callState, fd, buffer, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** @param buffer address of {@code length} bytes */
    int write(int fd, long buffer, long length) {
        try {
            return orErrno((int) (long) WRITE.invokeExact(callState, fd, buffer, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private int orErrno(int result) {
        return result < 0 ? -(int) ERRNO.get(callState, 0L) : result;
    }

    @SuppressWarnings("restricted") // this is the place that --enable-native-access is for
    private static MethodHandle find(String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker.Option[] options = new Linker.Option[more.length + 1];
        options[0] = KEEP_ERRNO;
        System.arraycopy(more, 0, options, 1, more.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a downcall does not throw", e);
    }
}

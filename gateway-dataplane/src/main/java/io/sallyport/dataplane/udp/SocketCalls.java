package io.sallyport.dataplane.udp;

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
 * The system calls of a UDP socket, each named like its manual page (section 2); owned by one caller. A failed call returns
 * its negated {@code errno}, as the kernel does; nothing throws. Addresses are those of native memory.
 *
 * <p>It holds the memory in which the linker leaves {@code errno}.
 */
final class SocketCalls {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int EMSGSIZE = 90;
    static final int ENOPROTOOPT = 92;
    static final int EOPNOTSUPP = 95;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int EADDRNOTAVAIL = 99;
    static final int ENOBUFS = 105;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option KEEP_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    // Pointers travel as longs: a MemorySegment made per call would be garbage per batch.
    private static final MethodHandle SOCKET =
            find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            find("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CONNECT =
            find("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
            find("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle SETSOCKOPT =
            find("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle GETSOCKOPT =
            find("getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle RECVMSG =
            find("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVMMSG =
            find("recvmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle SENDMSG =
            find("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle SENDMMSG =
            find("sendmmsg", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));

    private final MemorySegment callState;

    /** @param arena lives at least as long as this instance */
    SocketCalls(Arena arena) {
        callState = arena.allocate(Linker.Option.captureStateLayout());
    }

    int socket(int domain, int type, int protocol) {
        try {
            return orErrno((int) SOCKET.invokeExact(callState, domain, type, protocol));
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

    int bind(int fd, long address, int length) {
        try {
            return orErrno((int) BIND.invokeExact(callState, fd, address, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int connect(int fd, long address, int length) {
        try {
            return orErrno((int) CONNECT.invokeExact(callState, fd, address, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int getsockname(int fd, long address, long length) {
        try {
            return orErrno((int) GETSOCKNAME.invokeExact(callState, fd, address, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int setsockopt(int fd, int level, int name, long value, int length) {
        try {
            return orErrno((int) SETSOCKOPT.invokeExact(callState, fd, level, name, value, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int getsockopt(int fd, int level, int name, long value, long length) {
        try {
            return orErrno((int) GETSOCKOPT.invokeExact(callState, fd, level, name, value, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int recvmsg(int fd, long message, int flags) {
        try {
            return orErrno((int) (long) RECVMSG.invokeExact(callState, fd, message, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int recvmmsg(int fd, long messages, int count, int flags) {
        try {
            return orErrno((int) RECVMMSG.invokeExact(callState, fd, messages, count, flags, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int sendmsg(int fd, long message, int flags) {
        try {
            return orErrno((int) (long) SENDMSG.invokeExact(callState, fd, message, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    int sendmmsg(int fd, long messages, int count, int flags) {
        try {
            return orErrno((int) SENDMMSG.invokeExact(callState, fd, messages, count, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private int orErrno(int result) {
        return result < 0 ? -(int) ERRNO.get(callState, 0L) : result;
    }

    @SuppressWarnings("restricted") // this is what --enable-native-access is for
    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, KEEP_ERRNO);
    }

    private static AssertionError impossible(Throwable e) {
        return new AssertionError("a downcall does not throw", e);
    }
}

package io.sallyport.dataplane.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;

/**
 * The slice of processor time that the kernel's scheduler gives the calling thread in one turn.
 *
 * <p>Who asks for short ones has its turn sooner: a worker that wakes for one packet need not wait until another program's
 * slice ends, and is not interrupted by the program that its own packet has woken. Over time it gets no more than others.
 * sched_setattr(2), {@code sched_runtime} of SCHED_OTHER; Linux 6.12 and later, earlier ones pay no heed.
 */
public final class TimeSlice {
    /** The shortest that the kernel has. */
    public static final long SHORT_NANOS = 100_000;

    private static final MemoryLayout ATTRIBUTES = MemoryLayout.structLayout(
            JAVA_INT.withName("size"),
            JAVA_INT.withName("policy"),
            JAVA_LONG.withName("flags"),
            JAVA_INT.withName("nice"),
            JAVA_INT.withName("priority"),
            JAVA_LONG.withName("runtime"),
            JAVA_LONG.withName("deadline"),
            JAVA_LONG.withName("period"));
    private static final VarHandle POLICY = ATTRIBUTES.varHandle(PathElement.groupElement("policy"));
    private static final VarHandle RUNTIME = ATTRIBUTES.varHandle(PathElement.groupElement("runtime"));
    private static final int SCHED_OTHER = 0;
    private static final long THIS_THREAD = 0;

    private TimeSlice() {}

    /** Makes the calling thread's slices short, unless it has been given another policy than the ordinary one. */
    public static void shorten() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES);
            if (read(attributes) && (int) POLICY.get(attributes, 0L) == SCHED_OTHER) {
                RUNTIME.set(attributes, 0L, SHORT_NANOS);
                Calls.make(Calls.SCHED_SETATTR, THIS_THREAD, attributes, 0, 0); // no worse than before if it is refused
            }
        }
    }

    /** Nanoseconds of the calling thread's slices; 0 from a kernel that has none, nothing if it does not tell. */
    public static OptionalLong nanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES);
            return read(attributes) ? OptionalLong.of((long) RUNTIME.get(attributes, 0L)) : OptionalLong.empty();
        }
    }

    private static boolean read(MemorySegment attributes) {
        return Calls.make(Calls.SCHED_GETATTR, THIS_THREAD, attributes, attributes.byteSize(), 0) == 0;
    }

    /** glibc has functions for the two since 2.41 only. */
    private static final class Calls {
        private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
        static final long SCHED_SETATTR = ARM ? 274 : 314;
        static final long SCHED_GETATTR = ARM ? 275 : 315;
        private static final MethodHandle SYSCALL = syscall();

        @SuppressWarnings("restricted") // this is the place that --enable-native-access is for
        private static MethodHandle syscall() {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
        }

        static long make(long number, long first, MemorySegment second, long third, long fourth) {
            try {
                return (long) SYSCALL.invokeExact(number, first, second, third, fourth);
            } catch (Throwable e) {
                throw new AssertionError("a downcall does not throw", e);
            }
        }
    }
}

package io.sallyport.dataplane.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The turns on a processor that the kernel's scheduler gives one thread; owned by another one, which asks for them, for
 * both questions and wishes cost more time than a packet may wait for. A kernel that does not grant a wish, or does not
 * tell, leaves the thread as it was.
 */
public final class Turns {
    /** The shortest slice that the kernel has. */
    private static final long SHORT_NANOS = 100_000;

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

    private final long thread; // gettid(2)
    private final Path statistics;

    private Turns(long thread) {
        this.thread = thread;
        this.statistics = Path.of("/proc/self/task/" + thread + "/schedstat");
    }

    /** Those of the calling thread. */
    public static Turns mine() {
        return new Turns(Calls.make(Calls.GETTID, 0, MemorySegment.NULL, 0, 0));
    }

    /** What becomes of the thread that runs on a processor when this one wakes there. */
    public enum Manner {
        /** It is interrupted, unless this one has lately had more than its share. SCHED_OTHER. */
        PROMPT(0),
        /** It goes on until it sleeps or the scheduler's clock ticks, which may take milliseconds. SCHED_BATCH. */
        POLITE(3);

        private final int policy;

        Manner(int policy) {
            this.policy = policy;
        }

        static boolean knows(int policy) {
            return policy == PROMPT.policy || policy == POLITE.policy;
        }
    }

    /**
     * What a thread has waited for since it was started.
     *
     * @param turns had so far; 0 for ever from a kernel that does not count them
     * @param nanos ready to run, but not running
     */
    public record Waited(long turns, long nanos) {
        public static final Waited NOT_TOLD = new Waited(0, 0);
    }

    /**
     * Asks that the thread wake in {@code manner}, and for short turns: among those that wait it has its turn soon, though
     * over time no more than others. A thread with a policy that is neither manner's keeps it. sched_setattr(2); slices by
     * {@code sched_runtime} are known to Linux 6.12 and later, earlier ones pay no heed.
     */
    public void take(Manner manner) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES);
            long size = attributes.byteSize();
            if (Calls.make(Calls.SCHED_GETATTR, thread, attributes, size, 0) == 0
                    && Manner.knows((int) POLICY.get(attributes, 0L))) {
                POLICY.set(attributes, 0L, manner.policy);
                RUNTIME.set(attributes, 0L, SHORT_NANOS);
                Calls.make(Calls.SCHED_SETATTR, thread, attributes, 0, 0); // no worse than before if it is refused
            }
        }
    }

    /** What the thread has waited for its turns, by {@code schedstat} of proc(5). */
    public Waited waited() {
        try {
            String[] runWaitTurns = Files.readString(statistics).strip().split(" ", -1);
            return new Waited(Long.parseLong(runWaitTurns[2]), Long.parseLong(runWaitTurns[1]));
        } catch (IOException e) {
            return Waited.NOT_TOLD;
        }
    }

    /** glibc has functions for the two of the scheduler since 2.41 only. */
    private static final class Calls {
        private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
        static final long GETTID = ARM ? 178 : 186;
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

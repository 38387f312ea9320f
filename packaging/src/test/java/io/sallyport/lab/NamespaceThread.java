package io.sallyport.lab;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One thread of this JVM that lives in a network namespace. A socket belongs for good to the namespace of the thread
 * that made it, so what is opened here can be used from any thread: tests need no second JVM to be a client.
 */
final class NamespaceThread implements AutoCloseable {
    private static final int O_RDONLY = 0;
    private static final int CLONE_NEWNET = 0x4000_0000;

    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(StructLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN =
            downcall("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = downcall("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = downcall("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final ExecutorService thread;

    /** @param file the namespace, as {@code ip netns} keeps it, e.g. {@code /run/netns/NAME} */
    NamespaceThread(Path file) {
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                .daemon()
                .name("lab-in-" + file.getFileName())
                .factory());
        call(() -> {
            enter(file);
            return true;
        });
    }

    /** Runs {@code task} in the namespace and waits for it; tasks come one after the other. */
    <T> T call(Callable<T> task) {
        Future<T> result = thread.submit(task);
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            throw LabFailure.interrupted("a task in a namespace", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LabFailure failure) {
                throw failure;
            }
            throw new LabFailure("in a namespace: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Man pages open(2), setns(2). An open descriptor would keep the namespace alive after its name is gone. */
    private static void enter(Path file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(file.toString()), O_RDONLY);
            if (descriptor < 0) {
                throw new LabFailure("open " + file + ": errno " + (int) ERRNO.get(state, 0L));
            }
            int entered = (int) SETNS.invokeExact(state, descriptor, CLONE_NEWNET);
            int errno = (int) ERRNO.get(state, 0L);
            int closed = (int) CLOSE.invokeExact(state, descriptor);
            if (entered != 0 || closed != 0) {
                throw new LabFailure("setns " + file + ": errno " + errno);
            }
        } catch (LabFailure e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("the calls of libc throw nothing", e);
        }
    }

    @SuppressWarnings("restricted") // libc is as safe as it gets; the JVM is started with native access
    private static MethodHandle downcall(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
    }
}

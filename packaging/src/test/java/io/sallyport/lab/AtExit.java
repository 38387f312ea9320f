package io.sallyport.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Undoes, newest first, what is still there when the JVM ends: after a Ctrl-C no process, namespace or file may stay.
 *
 * <p>Whoever owns something registers its end when it begins and forgets it when it has ended, not before: the JVM waits
 * for what is registered only. Undoing must be idempotent, as the owner and the JVM's end may meet.
 */
final class AtExit {
    private static final Deque<Runnable> OPEN = new ArrayDeque<>();
    private static boolean closing;

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("lab-at-exit").unstarted(AtExit::closeAll));
    }

    private AtExit() {}

    /** Runs {@code undo} at once, and fails, when the JVM is already ending: nothing new may begin then. */
    static void register(Runnable undo) {
        synchronized (OPEN) {
            if (!closing) {
                OPEN.push(undo);
                return;
            }
        }
        undo.run();
        throw new LabFailure("the lab is closing");
    }

    static void forget(Runnable undo) {
        synchronized (OPEN) {
            OPEN.remove(undo);
        }
    }

    /** Whether the JVM is ending: failures are then of its making. */
    static boolean closing() {
        synchronized (OPEN) {
            return closing;
        }
    }

    private static void closeAll() {
        synchronized (OPEN) {
            closing = true;
        }
        for (Runnable undo = next(); undo != null; undo = next()) {
            try {
                undo.run();
            } catch (LabFailure e) {
                System.err.println("left behind: " + e.getMessage()); // the rest must be undone all the same
            }
        }
    }

    private static @Nullable Runnable next() {
        synchronized (OPEN) {
            return OPEN.poll();
        }
    }
}

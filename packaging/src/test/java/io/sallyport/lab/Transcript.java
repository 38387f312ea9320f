package io.sallyport.lab;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a process has said so far. One thread appends, any may read and wait.
 *
 * <p>Bounded: past {@link #MAX_LENGTH} characters the older half is dropped. Places in it are counted from the beginning
 * of all that was said, so they stay valid.
 */
final class Transcript {
    private static final int MAX_LENGTH = 8 << 20;
    private static final int TAIL_LENGTH = 4000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private long dropped;
    private boolean ended;

    void append(CharSequence more) {
        lock.lock();
        try {
            text.append(more);
            if (text.length() > MAX_LENGTH) {
                int excess = text.length() - MAX_LENGTH / 2;
                text.delete(0, excess);
                dropped += excess;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    String all() {
        lock.lock();
        try {
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    long length() {
        lock.lock();
        try {
            return dropped + text.length();
        } finally {
            lock.unlock();
        }
    }

    /** What is heard when something goes wrong: the last screenful. */
    String tail() {
        String all = all();
        return all.substring(Math.max(0, all.length() - TAIL_LENGTH));
    }

    /**
     * Waits until {@code wanted} was said at or behind {@code from}.
     *
     * @return the place behind it, from where to look for the next
     * @throws LabFailure when the time is over, or the process will say nothing more
     */
    long await(String wanted, long from, Duration limit) {
        Deadline deadline = Deadline.in(limit);
        lock.lock();
        try {
            while (true) {
                int found = text.indexOf(wanted, (int) Math.max(0, from - dropped));
                if (found >= 0) {
                    return dropped + found + wanted.length();
                }
                if (ended) {
                    throw new LabFailure("ended without saying \"" + wanted + "\", but:\n" + tail());
                }
                if (deadline.nanosLeft() <= 0) {
                    throw new LabFailure(deadline.missed("\"" + wanted + "\"").getMessage() + ", heard:\n" + tail());
                }
                changed.awaitNanos(Math.min(deadline.nanosLeft(), TimeUnit.SECONDS.toNanos(1)));
            }
        } catch (InterruptedException e) {
            throw LabFailure.interrupted("\"" + wanted + "\"", e);
        } finally {
            lock.unlock();
        }
    }
}

package io.sallyport.dataplane.worker;

import io.sallyport.dataplane.host.Turns.Manner;
import io.sallyport.dataplane.host.Turns.Waited;

/**
 * Judges whether a worker had better interrupt whoever runs when it wakes; one for each worker, owned by the thread that
 * minds them.
 *
 * <p>Where a packet comes from a program on the same machine, who runs is the program that has just sent it and is about to
 * sleep. If it is left to finish, the worker has that processor to itself, and whom its own packet wakes can follow there;
 * otherwise the scheduler wakes him on another, idle processor, and that takes longer than all that the gateway does for the
 * packet. But where a program keeps the processor busy, politeness waits for the scheduler's clock, milliseconds each time.
 * So a worker is polite until it has waited long, and tries again later.
 */
final class Manners {
    /** Turns that tell enough to judge by. */
    static final long TURNS = 16;

    /** A polite worker's mean wait for a turn: some 30 µs on two processors under full load, 3 ms beside a busy program. */
    static final long PATIENCE_NANOS = 250_000;

    /** Judgements until politeness is tried again; longer each time that the trial fails at once. */
    static final int FIRST_RESPITE = 10;

    static final int LONGEST_RESPITE = 320;

    private Manner manner = Manner.PROMPT; // until the kernel turns out to tell
    private boolean trial = false;
    private int respite = FIRST_RESPITE;
    private int judgementsLeft = 1;
    private Waited judged;

    /** @param before waited by the worker so far */
    Manners(Waited before) {
        this.judged = before;
    }

    /** How to wake by the last judgement. */
    Manner manner() {
        return manner;
    }

    /** @return how to wake from now on, given what the worker has waited in all */
    Manner judge(Waited waited) {
        long turns = waited.turns() - judged.turns();
        if (turns < TURNS) {
            return manner;
        }
        boolean slow = waited.nanos() - judged.nanos() > turns * PATIENCE_NANOS;
        judged = waited;
        return manner == Manner.POLITE ? judgePoliteness(slow) : awaitTrial();
    }

    private Manner judgePoliteness(boolean slow) {
        if (slow) {
            respite = trial ? Math.min(2 * respite, LONGEST_RESPITE) : FIRST_RESPITE;
            judgementsLeft = respite;
            manner = Manner.PROMPT;
        }
        trial = false;
        return manner;
    }

    private Manner awaitTrial() {
        judgementsLeft--;
        if (judgementsLeft == 0) {
            trial = true;
            manner = Manner.POLITE;
        }
        return manner;
    }
}

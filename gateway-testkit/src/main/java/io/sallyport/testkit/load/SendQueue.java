package io.sallyport.testkit.load;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Senders that have something to send, served in turn, as long as not too much of all of them is under way: thousands of small
 * windows at once would only fill somebody's queue to the brim.
 *
 * <p>Confined to one thread.
 */
final class SendQueue {
    /** One whose turn comes. */
    @FunctionalInterface
    interface Sender {
        /** @return packets sent now */
        int send();
    }

    /** Packets under way of all senders; less than what the sockets on the way can hold. */
    private static final int LIMIT = 4000;

    private final Deque<Sender> ready = new ArrayDeque<>();
    private long underWay;

    /** Only for a sender that is not queued already. */
    void add(Sender sender) {
        ready.add(sender);
    }

    /** So many have arrived, or are lost. */
    void settled(long packets) {
        underWay = Math.max(0, underWay - packets);
    }

    void run() {
        while (underWay < LIMIT) {
            Sender next = ready.poll();
            if (next == null) {
                return;
            }
            underWay += next.send();
        }
    }
}

package io.sallyport.server.session;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * When to look at each of many things again, which are left alone meanwhile: thousands of sessions that are simply there cost
 * nothing. Pure, and confined to the control executor.
 *
 * @param <T> compared by identity
 */
final class Reviews<T> {
    private record Review<T>(T subject, long atNanos) {}

    private final PriorityQueue<Review<T>> queue = new PriorityQueue<>(Reviews::compare);
    private final IdentityHashMap<T, Review<T>> latest = new IdentityHashMap<>(); // others in the queue do not count
    private long nowNanos;

    Reviews(long nowNanos) {
        this.nowNanos = nowNanos;
    }

    private static int compare(Review<?> left, Review<?> right) {
        return Long.signum(left.atNanos - right.atNanos); // nanoTime may wrap
    }

    /** Takes the place of whatever was set for {@code subject} before. */
    void set(T subject, long atNanos) {
        Review<T> review = new Review<>(subject, atNanos);
        latest.put(subject, review);
        queue.add(review);
    }

    /** As {@link #set}, for the next time that somebody looks. */
    void setNext(T subject) {
        set(subject, nowNanos + 1);
    }

    /** It is not looked at any more. */
    void forget(T subject) {
        latest.remove(subject);
    }

    /** One whose time has come; it is not named again until it is set again; empty when there is none. */
    @SuppressWarnings("ReferenceEquality") // the very one that was set last
    Optional<T> next(long now) {
        nowNanos = now;
        while (!queue.isEmpty() && queue.peek().atNanos - now <= 0) {
            Review<T> review = queue.remove();
            if (latest.get(review.subject) == review) {
                latest.remove(review.subject);
                return Optional.of(review.subject);
            }
        }
        return Optional.empty();
    }
}

package io.sallyport.server.auth;

import io.sallyport.aaa.Outcome.Continuation;
import java.security.MessageDigest;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in under way. It is found again by its handle, of which only the hash is kept, so it goes on over any connection.
 *
 * <p>Confined to the control executor.
 */
final class Conversation {
    /** An answer that was given a moment ago. */
    private record Given(byte[] digest, Object connection, long atNanos, CompletionStage<SignIns.Reply> reply) {}

    private static final long REPEAT_NANOS = 10_000_000_000L;

    private Profiles.Door door;
    private @Nullable Continuation next;
    private @Nullable Given given;
    private int failures;
    private boolean deciding;
    private long touchedNanos;

    Conversation(Profiles.Door door, long nowNanos) {
        this.door = door;
        this.touchedNanos = nowNanos;
    }

    Profiles.Door door() {
        return door;
    }

    /** The client has picked another profile, or begins again: earlier questions are void. */
    void enter(Profiles.Door other) {
        door = other;
        next = null;
    }

    void ask(Continuation continuation) {
        next = continuation;
    }

    /** What is to be done with the client's answer; it can be had once. */
    @Nullable
    Continuation takeNext() {
        Continuation taken = next;
        next = null;
        return taken;
    }

    /** @return failures so far, this one included */
    int failed() {
        return ++failures;
    }

    /** Whether an authenticator is at work. */
    boolean isDeciding() {
        return deciding;
    }

    void deciding(boolean now) {
        deciding = now;
    }

    void touch(long nowNanos) {
        touchedNanos = nowNanos;
    }

    boolean isForgotten(long nowNanos, long lifetimeNanos) {
        return !deciding && nowNanos - touchedNanos >= lifetimeNanos;
    }

    void remember(byte[] digest, Object connection, long nowNanos, CompletionStage<SignIns.Reply> reply) {
        given = new Given(digest, connection, nowNanos, reply);
    }

    /**
     * What was answered to the same message a moment ago on another connection: the client did not get it, because the one
     * that it was sent on broke.
     */
    @Nullable
    CompletionStage<SignIns.Reply> repeated(byte[] digest, Object connection, long nowNanos) {
        if (given == null
                || given.connection.equals(connection)
                || nowNanos - given.atNanos > REPEAT_NANOS
                || !MessageDigest.isEqual(given.digest, digest)) {
            return null;
        }
        return given.reply;
    }
}

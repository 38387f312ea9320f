package io.sallyport.server.auth;

import io.sallyport.aaa.Outcome.Continuation;
import io.sallyport.aaa.Question;
import io.sallyport.config.IpPrefix;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in under way. It is found again by its handle, of which only the hash is kept, so it goes on over any connection.
 *
 * <pre>
 *   Idle --begin--> Deciding --question--> Asked
 *                      ^                     |
 *                      +-------answer--------+
 *
 *   any --another profile, or from the start--> Idle
 * </pre>
 *
 * <p>Confined to the control executor.
 */
final class Conversation {
    /** Where it stands. */
    sealed interface State {
        record Idle() implements State {}

        /** An authenticator is at work. */
        record Deciding() implements State {}

        /**
         * The client's turn.
         *
         * @param next can be called once
         * @param document every byte of the message in which the client was asked, as soon as it is written
         */
        record Asked(Question question, Continuation next, byte[] document) implements State {}
    }

    /** An answer that was given a moment ago. */
    private record Given(byte[] digest, Object connection, long atNanos, CompletionStage<ServerMessage> reply) {}

    private static final long REPEAT_NANOS = 10_000_000_000L;
    private static final byte[] NOT_WRITTEN_YET = {};

    private final IpPrefix source;
    private Profiles.Door door;
    private State state = new State.Idle();
    private Optional<X509Certificate> certificate = Optional.empty();
    private String user = "";
    private @Nullable Given given;
    private int failures;
    private int questions;
    private long touchedNanos;

    /** @param source the network that answers for it */
    Conversation(Profiles.Door door, IpPrefix source, long nowNanos) {
        this.door = door;
        this.source = source;
        this.touchedNanos = nowNanos;
    }

    IpPrefix source() {
        return source;
    }

    Profiles.Door door() {
        return door;
    }

    /** The client has picked a profile, or begins again: earlier questions and proofs are void. */
    void enter(Profiles.Door chosen) {
        door = chosen;
        state = new State.Idle();
        certificate = Optional.empty();
        questions = 0;
    }

    State state() {
        return state;
    }

    boolean isDeciding() {
        return state instanceof State.Deciding;
    }

    void decide() {
        state = new State.Deciding();
    }

    /** @return questions since the sign-in has begun, this one included */
    int ask(Question question, Continuation next) {
        state = new State.Asked(question, next, NOT_WRITTEN_YET);
        return ++questions;
    }

    /** The question has been written. */
    void written(byte[] document) {
        if (state instanceof State.Asked(Question question, Continuation next, byte[] _)) {
            state = new State.Asked(question, next, document);
        }
    }

    /** The certificate counts: whoever goes on with this has to show it too. */
    void bindTo(X509Certificate accepted) {
        certificate = Optional.of(accepted);
    }

    Optional<X509Certificate> certificate() {
        return certificate;
    }

    /** Whether the client shows the certificate that counts, if one does. */
    boolean isContinuedBy(Visit visit) {
        return certificate.isEmpty() || certificate.equals(visit.certificate());
    }

    /** The name that the client has typed last; may be empty. */
    String user() {
        return user;
    }

    void typed(String name) {
        user = name;
    }

    /** @return failures so far, this one included */
    int failed() {
        return ++failures;
    }

    void touch(long nowNanos) {
        touchedNanos = nowNanos;
    }

    boolean isForgotten(long nowNanos, long lifetimeNanos) {
        return !isDeciding() && nowNanos - touchedNanos >= lifetimeNanos;
    }

    void remember(byte[] digest, Object connection, long nowNanos, CompletionStage<ServerMessage> reply) {
        given = new Given(digest, connection, nowNanos, reply);
    }

    /**
     * What was answered to the same message a moment ago on another connection: the client did not get it, because the one
     * that it was sent on broke.
     */
    Optional<CompletionStage<ServerMessage>> repeated(byte[] digest, Object connection, long nowNanos) {
        return Optional.ofNullable(given)
                .filter(before -> !before.connection.equals(connection)
                        && nowNanos - before.atNanos <= REPEAT_NANOS
                        && MessageDigest.isEqual(before.digest, digest))
                .map(Given::reply);
    }
}

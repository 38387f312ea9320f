package io.sallyport.server.auth;

import io.sallyport.aaa.session.CookieHash;
import io.sallyport.config.Limits;
import io.sallyport.server.auth.Conversations.Named;
import io.sallyport.server.auth.Dialogue.Certificate;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.listen.SourcePrefix;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.session.Sessions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for clients that sign in: finds the conversation that a message belongs to, and lets it go on.
 *
 * <p>Its public methods may be called from any thread; all else happens on the control executor.
 */
public final class SignIns {
    private static final Logger log = LoggerFactory.getLogger(SignIns.class);

    private final ControlExecutor control;
    private final Supplier<Profiles> profiles;
    private final Supplier<Limits> limits;
    private final Sessions sessions;
    private final Gatekeeper gatekeeper;
    private final AuthCounters counters;
    private final LongSupplier nanoTime;
    private final Conversations conversations = new Conversations();
    private final Forms forms;
    private final Dialogue dialogue;

    public SignIns(
            ControlExecutor control,
            Supplier<Profiles> profiles,
            Supplier<Limits> limits,
            Sessions sessions,
            Gatekeeper gatekeeper,
            AuthCounters counters,
            LongSupplier nanoTime) {
        this.control = control;
        this.profiles = profiles;
        this.limits = limits;
        this.sessions = sessions;
        this.gatekeeper = gatekeeper;
        this.counters = counters;
        this.nanoTime = nanoTime;
        Entrance entrance = new Entrance(control, sessions, gatekeeper, counters);
        this.forms = new Forms(profiles);
        this.dialogue = new Dialogue(control, conversations, forms, limits, gatekeeper, entrance, counters, nanoTime);
    }

    /** Answers one message. */
    public CompletionStage<ServerMessage> answer(ClientMessage message, Visit visit) {
        return switch (message) {
            case ClientMessage.Logout(var sessionToken) ->
                sessions.logout(CookieHash.of(sessionToken.reveal())).thenApply(done -> new ServerMessage.LoggedOut());
            case ClientMessage.Init init -> control.askStage(() -> admitted(visit, () -> knock(init, visit)));
            case ClientMessage.AuthReply reply -> control.askStage(() -> admitted(visit, () -> reply(reply, visit)));
        };
    }

    /**
     * What the client is sent, byte by byte; a second certificate has to sign it. Completes when that is remembered.
     *
     * @param handle of the conversation
     */
    public CompletionStage<Void> written(String handle, byte[] document) {
        return CompletableFuture.runAsync(
                () -> conversations
                        .find(handle)
                        .ifPresent(named -> named.conversation().written(document)),
                control);
    }

    /** Whether a profile has this URL. */
    public boolean isGroupUrl(String path) {
        return profiles.get().at(path).isPresent();
    }

    /** Forgets sign-ins that nobody continues. Called every second. */
    public void tick() {
        control.execute(() -> conversations.forget(
                nanoTime.getAsLong(), limits.get().conversationTime().toNanos()));
    }

    /** Sign-ins under way. */
    public CompletableFuture<Integer> underWay() {
        return control.ask(conversations::count);
    }

    /** Turns away whom no answer could help. */
    private CompletionStage<ServerMessage> admitted(Visit visit, Supplier<CompletionStage<ServerMessage>> then) {
        if (visit.badCertificate()) {
            return turnAway(visit, AuthCounters.Event.BAD_CERTIFICATE, Problem.CERTIFICATE_INVALID);
        }
        if (gatekeeper.turnsAway(visit.source())) {
            return turnAway(visit, AuthCounters.Event.BANNED, Problem.TOO_MANY_ATTEMPTS);
        }
        return then.get();
    }

    // ---- a client knocks, or picks another profile

    private CompletionStage<ServerMessage> knock(ClientMessage.Init init, Visit visit) {
        Profiles.Choice choice = profiles.get().choose(init, visit);
        // Who knocks while an answer of his is looked at begins another conversation.
        Named named = visit.handle()
                .or(visit::connectionHandle)
                .flatMap(conversations::find)
                .filter(found -> found.current() && !found.conversation().isDeciding())
                .orElseGet(() -> begin(choice.door(), visit));
        named.conversation().enter(choice.door());
        return dialogue.begin(
                new Turn(named, init.client(), visit),
                init.withoutCertificate() ? Certificate.WILL_NOT_COME : Certificate.CAN_BE_FETCHED,
                choice.problem());
    }

    private Named begin(Profiles.Door door, Visit visit) {
        return conversations.begin(door, SourcePrefix.of(visit.source()), limits.get(), nanoTime.getAsLong());
    }

    // ---- a client answers

    private CompletionStage<ServerMessage> reply(ClientMessage.AuthReply message, Visit visit) {
        Optional<Named> found = find(message, visit);
        if (found.isEmpty()) {
            return startOver(message, visit);
        }
        Named named = found.get();
        Conversation conversation = named.conversation();
        byte[] digest = ReplyDigest.of(message);
        Optional<CompletionStage<ServerMessage>> repeated =
                conversation.repeated(digest, visit.connection(), nanoTime.getAsLong());
        if (repeated.isPresent()) {
            counters.events().count(AuthCounters.Event.REPEATED);
            return repeated.get();
        }
        if (!named.current()) {
            return startOver(message, visit);
        }
        CompletionStage<ServerMessage> reply = weigh(message, new Turn(named, message.client(), visit));
        conversation.remember(digest, visit.connection(), nanoTime.getAsLong(), reply);
        return reply;
    }

    /** By what the client carries; a handle that contradicts the cookie was tampered with. */
    private Optional<Named> find(ClientMessage.AuthReply message, Visit visit) {
        if (message.handle().isPresent()
                && visit.handle().isPresent()
                && !message.handle().equals(visit.handle())) {
            return Optional.empty();
        }
        return message.handle().or(visit::handle).or(visit::connectionHandle).flatMap(conversations::find);
    }

    /** The conversation is forgotten, or was never begun: from the start, with no harm done. */
    private CompletionStage<ServerMessage> startOver(ClientMessage.AuthReply message, Visit visit) {
        Profiles now = profiles.get();
        Profiles.Door door = message.groupSelect().flatMap(now::named).orElse(now.preselected());
        return dialogue.begin(
                new Turn(begin(door, visit), message.client(), visit), Certificate.CAN_BE_FETCHED, Optional.empty());
    }

    private CompletionStage<ServerMessage> weigh(ClientMessage.AuthReply message, Turn turn) {
        Conversation conversation = turn.conversation();
        if (conversation.isDeciding()) {
            counters.events().count(AuthCounters.Event.UNAVAILABLE);
            return CompletableFuture.completedStage(forms.later(turn));
        }
        Optional<Profiles.Door> picked = message.groupSelect().flatMap(profiles.get()::named);
        if (message.groupSelect().isPresent() && picked.isEmpty()) {
            return dialogue.begin(turn, Certificate.CAN_BE_FETCHED, Optional.of(Problem.UNKNOWN_GROUP));
        }
        if (!conversation.isContinuedBy(turn.visit())) {
            return dialogue.end(turn, AuthCounters.Event.BAD_CERTIFICATE, Problem.CERTIFICATE_INVALID);
        }
        if (message.fields().user().filter(gatekeeper::turnsAway).isPresent()
                || gatekeeper.turnsAway(conversation.user())) {
            return dialogue.end(turn, AuthCounters.Event.BANNED, Problem.TOO_MANY_ATTEMPTS);
        }
        if (picked.filter(door -> !door.name().equals(turn.door().name())).isPresent()) {
            conversation.enter(picked.get());
            return dialogue.beginWith(turn, message.fields());
        }
        return conversation.state() instanceof Conversation.State.Asked asked
                ? dialogue.answer(turn, asked, message.fields())
                : dialogue.beginWith(turn, message.fields());
    }

    private CompletionStage<ServerMessage> turnAway(Visit visit, AuthCounters.Event event, Problem words) {
        counters.events().count(event);
        log.info("sign-in refused: remote={} reason={}", visit.remote(), event);
        return CompletableFuture.completedStage(new ServerMessage.Refused(words));
    }
}

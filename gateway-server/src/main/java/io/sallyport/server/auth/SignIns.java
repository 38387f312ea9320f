package io.sallyport.server.auth;

import io.sallyport.aaa.Answer;
import io.sallyport.aaa.Identity;
import io.sallyport.aaa.Outcome;
import io.sallyport.aaa.Outcome.Continuation;
import io.sallyport.aaa.Refusal;
import io.sallyport.aaa.SignIn;
import io.sallyport.aaa.session.Client;
import io.sallyport.aaa.session.CookieHash;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.Limits;
import io.sallyport.server.auth.Conversations.Named;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.session.Opening;
import io.sallyport.server.session.Sessions;
import io.sallyport.server.tunnel.TunnelRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The conversations in which clients sign in: each message moves one of them on.
 *
 * <p>{@link #answer} may be called from any thread; all else happens on the control executor, and nothing there waits for an
 * authenticator.
 */
public final class SignIns {
    private static final Logger log = LoggerFactory.getLogger(SignIns.class);

    /** @param configHash tells the client which configuration the message speaks of */
    public record Reply(ServerMessage message, String configHash) {}

    private final ControlExecutor control;
    private final Supplier<Profiles> profiles;
    private final Supplier<Limits> limits;
    private final Sessions sessions;
    private final Gatekeeper gatekeeper;
    private final AuthCounters counters;
    private final LongSupplier nanoTime;
    private final Conversations conversations = new Conversations();

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
    }

    /** Answers one message. */
    public CompletionStage<Reply> answer(ClientMessage message, Visit visit) {
        return switch (message) {
            case ClientMessage.Logout(var sessionToken) ->
                sessions.logout(CookieHash.of(sessionToken.reveal()))
                        .thenApply(done -> reply(new ServerMessage.LoggedOut()));
            case ClientMessage.Init init -> control.askStage(() -> knock(init, visit));
            case ClientMessage.AuthReply reply -> control.askStage(() -> reply(reply, visit));
        };
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

    // ---- a client knocks, or picks another profile

    private CompletionStage<Reply> knock(ClientMessage.Init init, Visit visit) {
        if (visit.badCertificate()) {
            return refuse(visit, AuthCounters.Event.BAD_CERTIFICATE, Problem.CERTIFICATE_INVALID);
        }
        Profiles now = profiles.get();
        Optional<Profiles.Door> wanted = init.groupSelect().flatMap(now::named);
        Profiles.Door door = wanted.or(() -> now.at(visit.path()))
                .or(() -> init.groupPath().flatMap(now::at))
                .orElse(now.preselected());
        // What was asked for is not repeated in the answer.
        Optional<Problem> problem = init.groupSelect().isPresent() && wanted.isEmpty()
                ? Optional.of(Problem.UNKNOWN_GROUP)
                : Optional.empty();
        Named named = visit.handle()
                .or(visit::connectionHandle)
                .flatMap(conversations::find)
                .orElseGet(() -> begin(door));
        named.conversation().enter(door);
        return ask(named, visit, problem);
    }

    private Named begin(Profiles.Door door) {
        return conversations.begin(door, limits.get().conversations(), nanoTime.getAsLong());
    }

    // ---- a client answers

    private CompletionStage<Reply> reply(ClientMessage.AuthReply message, Visit visit) {
        if (visit.badCertificate()) {
            return refuse(visit, AuthCounters.Event.BAD_CERTIFICATE, Problem.CERTIFICATE_INVALID);
        }
        Optional<Named> found = find(message, visit);
        if (found.isEmpty()) {
            // Forgotten, or never begun: from the start, with no harm done.
            Profiles now = profiles.get();
            return ask(
                    begin(message.groupSelect().flatMap(now::named).orElse(now.preselected())),
                    visit,
                    Optional.empty());
        }
        Named named = found.get();
        Conversation conversation = named.conversation();
        byte[] digest = digest(message);
        CompletionStage<Reply> repeated = conversation.repeated(digest, visit.connection(), nanoTime.getAsLong());
        if (repeated != null) {
            counters.events().count(AuthCounters.Event.REPEATED);
            return repeated;
        }
        CompletionStage<Reply> reply = decide(message, visit, named);
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

    private CompletionStage<Reply> decide(ClientMessage.AuthReply message, Visit visit, Named named) {
        Conversation conversation = named.conversation();
        if (conversation.isDeciding()) {
            return CompletableFuture.completedStage(form(named, Optional.of(Problem.TRY_AGAIN_LATER)));
        }
        Optional<Profiles.Door> picked = message.groupSelect().flatMap(profiles.get()::named);
        if (message.groupSelect().isPresent() && picked.isEmpty()) {
            return ask(named, visit, Optional.of(Problem.UNKNOWN_GROUP));
        }
        if (gatekeeper.turnsAway(visit.source(), message.user())) {
            conversations.end(named.handle());
            return refuse(visit, AuthCounters.Event.BANNED, Problem.TOO_MANY_ATTEMPTS);
        }
        conversation.touch(nanoTime.getAsLong());
        conversation.deciding(true);
        return continuation(named, picked, visit)
                .thenCompose(next -> next.answer(new Answer.Credentials(message.user(), message.password())))
                .handleAsync((outcome, failure) -> decided(named, message, visit, outcome, failure), control)
                .thenCompose(stage -> stage);
    }

    /** What waits for the answer; if the client has picked another profile meanwhile, that one's. */
    private CompletionStage<Continuation> continuation(Named named, Optional<Profiles.Door> picked, Visit visit) {
        Conversation conversation = named.conversation();
        if (picked.isPresent()
                && !picked.get().name().equals(conversation.door().name())) {
            conversation.enter(picked.get());
        }
        Continuation next = conversation.takeNext();
        if (next != null) {
            return CompletableFuture.completedStage(next);
        }
        return conversation
                .door()
                .authenticator()
                .begin(signIn(conversation, visit))
                .thenApply(outcome -> switch (outcome) {
                    case Outcome.Ask(var question, Continuation asked) -> asked;
                    case Outcome.Accepted _, Outcome.Refused _ -> answer -> CompletableFuture.completedStage(outcome);
                });
    }

    private CompletionStage<Reply> decided(
            Named named,
            ClientMessage.AuthReply message,
            Visit visit,
            @Nullable Outcome outcome,
            @Nullable Throwable failure) {
        Conversation conversation = named.conversation();
        conversation.deciding(false);
        conversation.touch(nanoTime.getAsLong());
        return switch (outcome) {
            case null -> CompletableFuture.failedStage(failure == null ? new AssertionError("no outcome") : failure);
            case Outcome.Accepted(Identity identity) -> accepted(named, identity, message.client(), visit);
            case Outcome.Refused(Refusal reason) -> refused(named, reason, message, visit);
            case Outcome.Ask(var question, Continuation next) -> {
                conversation.ask(next);
                yield CompletableFuture.completedStage(form(named, Optional.empty()));
            }
        };
    }

    private CompletionStage<Reply> accepted(Named named, Identity identity, ClientMessage.Client client, Visit visit) {
        Profiles.Door door = named.conversation().door();
        gatekeeper.accepted(identity.user());
        Client device = new Client(IpLiteral.format(visit.remote()), visit.agent(), client.describe());
        Opening opening = new Opening(identity, door.name(), door.policy(), device);
        return sessions.open(opening).thenApplyAsync(outcome -> opened(named, outcome, visit), control);
    }

    private Reply opened(Named named, Opening.Outcome outcome, Visit visit) {
        return switch (outcome) {
            case Opening.Outcome.Opened(String sessionId, var cookie) -> {
                conversations.end(named.handle());
                counters.events().count(AuthCounters.Event.ACCEPTED);
                yield reply(new ServerMessage.Complete(
                        sessionId,
                        cookie,
                        named.conversation().door().policy().banner(),
                        visit.serverCertificateHash()));
            }
            case Opening.Outcome.TooManyForUser() -> {
                conversations.end(named.handle());
                counters.events().count(AuthCounters.Event.TOO_MANY_SESSIONS);
                yield reply(new ServerMessage.Refused(Problem.TOO_MANY_SESSIONS));
            }
            case Opening.Outcome.Unavailable() -> {
                counters.events().count(AuthCounters.Event.UNAVAILABLE);
                yield form(named, Optional.of(Problem.TRY_AGAIN_LATER));
            }
        };
    }

    private CompletionStage<Reply> refused(Named named, Refusal reason, ClientMessage.AuthReply message, Visit visit) {
        log.info(
                "access denied: user={} profile={} remote={} reason={}",
                TunnelRequest.printable(message.user()),
                named.conversation().door().name(),
                visit.remote(),
                reason);
        return switch (reason) {
            case BUSY, BACKEND_UNAVAILABLE -> {
                counters.events().count(AuthCounters.Event.UNAVAILABLE);
                yield ask(named, visit, Optional.of(Problem.TRY_AGAIN_LATER));
            }
            // One text for all: a stranger must not learn which users there are.
            case WRONG_CREDENTIALS, LOCKED, NOT_A_MEMBER, IDENTITIES_DISAGREE -> {
                gatekeeper.refused(visit.source(), message.user());
                if (named.conversation().failed() >= limits.get().conversationAttempts()) {
                    conversations.end(named.handle());
                    yield refuse(visit, AuthCounters.Event.TOO_MANY_ATTEMPTS, Problem.TOO_MANY_ATTEMPTS);
                }
                counters.events().count(AuthCounters.Event.DENIED);
                yield ask(named, visit, Optional.of(Problem.LOGIN_FAILED));
            }
        };
    }

    // ---- what is said

    /** Begins the profile's chain anew and shows its first form. */
    private CompletionStage<Reply> ask(Named named, Visit visit, Optional<Problem> problem) {
        Conversation conversation = named.conversation();
        conversation.touch(nanoTime.getAsLong());
        return conversation
                .door()
                .authenticator()
                .begin(signIn(conversation, visit))
                .thenApplyAsync(
                        outcome -> {
                            if (outcome instanceof Outcome.Ask(var question, Continuation next)) {
                                conversation.ask(next);
                            }
                            return form(named, problem);
                        },
                        control);
    }

    private static SignIn signIn(Conversation conversation, Visit visit) {
        return new SignIn(conversation.door().name(), visit.source(), Optional.empty());
    }

    private Reply form(Named named, Optional<Problem> problem) {
        Profiles.Door door = named.conversation().door();
        return reply(new ServerMessage.Form(
                door.name(), door.alias(), named.handle(), profiles.get().labels(door), problem));
    }

    private CompletionStage<Reply> refuse(Visit visit, AuthCounters.Event event, Problem problem) {
        counters.events().count(event);
        log.info("sign-in refused: remote={} reason={}", visit.remote(), event);
        return CompletableFuture.completedStage(reply(new ServerMessage.Refused(problem)));
    }

    private Reply reply(ServerMessage message) {
        return new Reply(message, profiles.get().configHash());
    }

    private static byte[] digest(ClientMessage.AuthReply message) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : new String[] {
                message.groupSelect().orElse(""),
                message.user(),
                message.password().reveal()
            }) {
                digest.update(part.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

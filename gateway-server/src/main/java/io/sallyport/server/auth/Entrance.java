package io.sallyport.server.auth;

import io.sallyport.aaa.Identity;
import io.sallyport.aaa.session.Binding;
import io.sallyport.aaa.session.Client;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.Policy;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.session.ControlExecutor;
import io.sallyport.server.session.Opening;
import io.sallyport.server.session.Sessions;
import io.sallyport.server.tunnel.StrapKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a sign-in ends that has been accepted: with a session, if there is room for one. */
final class Entrance {
    private final ControlExecutor control;
    private final Sessions sessions;
    private final Gatekeeper gatekeeper;
    private final AuthCounters counters;

    Entrance(ControlExecutor control, Sessions sessions, Gatekeeper gatekeeper, AuthCounters counters) {
        this.control = control;
        this.sessions = sessions;
        this.gatekeeper = gatekeeper;
        this.counters = counters;
    }

    /** Completes on the control executor. The client is told of a cookie once; a repeated message does not get it again. */
    CompletionStage<ServerMessage> open(Turn turn, Identity identity) {
        gatekeeper.accepted(identity.user());
        Visit visit = turn.visit();
        if (turn.door().policy().strap() == Policy.Strap.REQUIRE
                && visit.strapKey().isEmpty()) {
            counters.events().count(AuthCounters.Event.WITHOUT_KEY);
            return CompletableFuture.completedStage(new ServerMessage.Refused(Problem.WRONG_MECHANISM));
        }
        Client device = new Client(
                IpLiteral.format(visit.remote()), visit.agent(), turn.client().describe());
        Binding binding =
                Binding.to(turn.conversation().certificate(), visit.strapKey().map(StrapKey::text));
        Opening opening = new Opening(identity, turn.door().name(), turn.door().policy(), device, binding);
        return sessions.open(opening).thenApplyAsync(outcome -> opened(turn, outcome), control);
    }

    private ServerMessage opened(Turn turn, Opening.Outcome outcome) {
        return switch (outcome) {
            case Opening.Outcome.Opened(String sessionId, var cookie) -> {
                counters.events().count(AuthCounters.Event.ACCEPTED);
                Policy policy = turn.door().policy();
                yield new ServerMessage.Complete(
                        sessionId,
                        cookie,
                        policy.banner(),
                        turn.visit().serverCertificateHash(),
                        policy.clientProfile());
            }
            case Opening.Outcome.TooManyForUser() -> {
                counters.events().count(AuthCounters.Event.TOO_MANY_SESSIONS);
                yield new ServerMessage.Refused(Problem.TOO_MANY_SESSIONS);
            }
            case Opening.Outcome.Unavailable() -> {
                counters.events().count(AuthCounters.Event.UNAVAILABLE);
                yield new ServerMessage.Refused(Problem.TRY_AGAIN_LATER);
            }
        };
    }
}

package io.sallyport.server.boot;

import io.sallyport.aaa.UserName;
import io.sallyport.aaa.ban.Ban;
import io.sallyport.config.IpLiteral;
import io.sallyport.config.IpPrefix;
import io.sallyport.config.Problem;
import io.sallyport.server.control.Call;
import io.sallyport.server.control.Refused;
import io.sallyport.server.control.Verbs;
import io.sallyport.server.session.Selection;
import java.net.InetAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** What operators can ask of a running gateway. */
final class GatewayVerbs {
    /** @param count sessions that it was done to */
    record Done(int count) {}

    /**
     * @param address of the source that is shut out: an IPv4 /24 or an IPv6 /64; empty if it is a user
     * @param user who is shut out; empty if it is a source
     */
    record ShutOut(Optional<String> address, Optional<String> user, Instant until, int points) {
        static ShutOut of(Ban ban) {
            return switch (ban.subject()) {
                case Ban.Subject.Source(IpPrefix prefix) ->
                    new ShutOut(Optional.of(prefix.toString()), Optional.empty(), ban.until(), ban.points());
                case Ban.Subject.User(UserName name) ->
                    new ShutOut(Optional.empty(), Optional.of(name.text()), ban.until(), ban.points());
            };
        }
    }

    private final Gateway gateway;

    private GatewayVerbs(Gateway gateway) {
        this.gateway = gateway;
    }

    static Verbs of(Gateway gateway) {
        GatewayVerbs verbs = new GatewayVerbs(gateway);
        Map<String, Verbs.Verb> all = new HashMap<>();
        all.put("status", call -> CompletableFuture.completedStage(Status.of(gateway)));
        all.put("sessions", call -> gateway.sessions.list());
        all.put("session", verbs::session);
        all.put("disconnect", verbs::disconnect);
        all.put("terminate", verbs::terminate);
        all.put("bans", verbs::bans);
        all.put("unban", verbs::unban);
        all.put("reload", verbs::reload);
        all.put("stop", verbs::stop);
        all.putAll(UserVerbs.of(gateway.users, gateway.totpSecrets));
        return new Verbs(all);
    }

    private CompletionStage<?> session(Call call) throws Refused {
        String id = call.text("id");
        return gateway.sessions
                .find(id)
                .thenCompose(found -> found.isPresent()
                        ? CompletableFuture.completedStage(found.get())
                        : CompletableFuture.failedStage(new Refused("no session " + id)));
    }

    private CompletionStage<?> disconnect(Call call) throws Refused {
        return gateway.sessions.disconnect(selection(call)).thenCompose(count -> done(count, "no such tunnel"));
    }

    private CompletionStage<?> terminate(Call call) throws Refused {
        return gateway.sessions.terminate(selection(call)).thenCompose(count -> done(count, "no such session"));
    }

    private static Selection selection(Call call) throws Refused {
        return call.has("user") ? new Selection.ByUser(call.text("user")) : new Selection.ById(call.text("id"));
    }

    private static CompletionStage<Done> done(int count, String otherwise) {
        return count > 0
                ? CompletableFuture.completedStage(new Done(count))
                : CompletableFuture.failedStage(new Refused(otherwise));
    }

    private CompletionStage<?> bans(Call call) {
        return CompletableFuture.completedStage(
                gateway.bans.list(gateway.now()).stream().map(ShutOut::of).toList());
    }

    /** What reads as an address, or as a prefix in the words of {@code bans}, is one; anything else is a user. */
    private CompletionStage<?> unban(Call call) throws Refused {
        String subject = call.text("subject");
        Optional<InetAddress> address =
                IpLiteral.parse(subject).or(() -> IpPrefix.parse(subject).map(IpPrefix::network));
        boolean lifted = address.isPresent()
                ? gateway.bans.unban(address.get(), gateway.now())
                : UserName.parse(subject)
                        .filter(user -> gateway.bans.unbanUser(user, gateway.now()))
                        .isPresent();
        return done(lifted ? 1 : 0, "not banned: " + subject);
    }

    private CompletionStage<?> reload(Call call) throws Refused {
        List<Problem> problems = gateway.reload();
        if (!problems.isEmpty()) {
            throw new Refused(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        return CompletableFuture.completedStage(Status.of(gateway));
    }

    private CompletionStage<?> stop(Call call) {
        gateway.requestStop();
        return CompletableFuture.completedStage(Status.of(gateway));
    }
}

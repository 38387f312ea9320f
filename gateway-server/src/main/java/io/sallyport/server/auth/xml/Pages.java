package io.sallyport.server.auth.xml;

import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Problem;
import java.util.Optional;

/**
 * The pages of clients from before config-auth: an {@code auth} element by itself, whose form comes back urlencoded. Such a
 * client learns its session's token from the cookie alone.
 */
final class Pages {
    private Pages() {}

    static Optional<ReplyDocument.Auth> of(ServerMessage message) {
        return switch (message) {
            case ServerMessage.Ask ask -> Optional.of(form(ask));
            case ServerMessage.Refused(Problem problem) -> Optional.of(AuthNodes.refusal(problem));
            case ServerMessage.Complete complete -> Optional.of(AuthNodes.success(complete.banner()));
            case ServerMessage.LoggedOut() -> Optional.empty();
        };
    }

    /** The handle travels in a hidden input too, for clients that keep no cookies. */
    private static ReplyDocument.Auth form(ServerMessage.Ask ask) {
        ReplyDocument.Auth auth = AuthNodes.form(ask, FormMessages.PATH)
                .orElseGet(() -> AuthNodes.refusal(Problem.CERTIFICATE_INVALID)); // they cannot be sent for one
        if (auth.form != null) {
            ReplyDocument.Input handle = new ReplyDocument.Input();
            handle.type = "hidden";
            handle.name = FormMessages.HANDLE;
            handle.value = ask.place().handle();
            auth.form.inputs.addFirst(handle);
        }
        return auth;
    }
}

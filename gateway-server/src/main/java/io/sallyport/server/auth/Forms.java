package io.sallyport.server.auth;

import io.sallyport.aaa.Question;
import io.sallyport.aaa.UserName;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.auth.ServerMessage.Prompt;
import io.sallyport.server.session.SessionToken;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts what an authenticator asks into a form of the profile. */
final class Forms {
    private final Supplier<Profiles> profiles;

    Forms(Supplier<Profiles> profiles) {
        this.profiles = profiles;
    }

    ServerMessage of(Turn turn, Question question, Optional<Problem> problem) {
        return say(turn, prompt(turn, question, problem), problem);
    }

    /** For an answer that comes while another one is looked at; this one is not. */
    ServerMessage later(Turn turn) {
        return say(turn, new Prompt.Credentials(Optional.empty()), Optional.of(Problem.TRY_AGAIN_LATER));
    }

    private static Prompt prompt(Turn turn, Question question, Optional<Problem> problem) {
        return switch (question) {
            case Question.Credentials(Optional<UserName> known)
            when known.isPresent() && problem.isPresent() -> new Prompt.PasswordOnly();
            case Question.Credentials(Optional<UserName> known) ->
                new Prompt.Credentials(
                        known.or(() -> UserName.parse(turn.conversation().user()))
                                .map(UserName::text));
            case Question.Challenge(String text) -> new Prompt.Challenge(text);
            case Question.NewPassword() -> new Prompt.NewPassword();
            case Question.Certificate() -> new Prompt.Certificate();
            case Question.SecondCertificate(var hashes) -> new Prompt.SecondCertificate(hashes, SessionToken.nextHex());
        };
    }

    private ServerMessage say(Turn turn, Prompt prompt, Optional<Problem> problem) {
        Profiles now = profiles.get();
        Profiles.Door door = turn.door();
        ServerMessage.Place place = new ServerMessage.Place(
                door.name(), door.alias(), turn.named().handle(), now.labels(door), now.configHash());
        return new ServerMessage.Ask(
                place, prompt, problem, turn.conversation().certificate().isPresent());
    }
}

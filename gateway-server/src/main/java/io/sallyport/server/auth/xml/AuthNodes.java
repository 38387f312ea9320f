package io.sallyport.server.auth.xml;

import io.sallyport.server.auth.ServerMessage;
import io.sallyport.server.auth.ServerMessage.Problem;
import io.sallyport.server.auth.ServerMessage.Prompt;
import java.util.Optional;

/** The {@code auth} element: the same inside config-auth and on a page of its own. */
final class AuthNodes {
    /** openconnect and sing-openconnect fill in {@code challenge} from a token, and keep no answer to it. */
    private static final String CHALLENGE = "challenge";

    private static final String MAIN = "main";
    private static final int REPLACEMENT = 0xFFFD;

    private AuthNodes() {}

    /**
     * What the client should fill in; empty if it should do something else.
     *
     * @param action where to it is sent
     */
    static Optional<ReplyDocument.Auth> form(ServerMessage.Ask ask, String action) {
        return switch (ask.prompt()) {
            case Prompt.Credentials(Optional<String> prefilled) -> {
                ReplyDocument.Form form = form(action);
                ReplyDocument.Input name = input("text", "username", "Username:");
                name.value = prefilled.orElse(null);
                form.inputs.add(name);
                form.inputs.add(input("password", "password", "Password:"));
                form.groups = groups(ask.place());
                yield Optional.of(auth(MAIN, words("Please enter your username and password."), ask, form));
            }
            case Prompt.PasswordOnly() -> {
                ReplyDocument.Form form = form(action);
                form.inputs.add(input("password", "password", "Password:"));
                form.groups = groups(ask.place());
                yield Optional.of(auth(MAIN, words("Please enter your password."), ask, form));
            }
            case Prompt.Challenge(String text) -> {
                ReplyDocument.Form form = form(action);
                form.inputs.add(input("password", "answer", "Response:"));
                yield Optional.of(auth(CHALLENGE, foreign("2", text), ask, form));
            }
            case Prompt.NewPassword() -> {
                ReplyDocument.Form form = form(action);
                form.inputs.add(input("password", "new_password", "New Password:"));
                form.inputs.add(input("password", "verify_password", "Verify Password:"));
                ReplyDocument.Words message = words("Your password has expired. Please enter a new password.");
                message.id = "3";
                yield Optional.of(auth(MAIN, message, ask, form));
            }
            case Prompt.Certificate(), Prompt.SecondCertificate _ -> Optional.empty();
        };
    }

    /** Without a form, so that the client stops. */
    static ReplyDocument.Auth refusal(Problem problem) {
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = MAIN;
        auth.title = "Login";
        // openconnect (9.01, 9.12) knows this error, looks for better words, and then shows none; a message it shows.
        auth.message = problem == Problem.CERTIFICATE_INVALID ? words(problem.text()) : null;
        auth.error = error(problem);
        return auth;
    }

    static ReplyDocument.Auth success(Optional<String> banner) {
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = "success";
        auth.banner = banner.orElse(null);
        auth.message = words("");
        auth.message.id = "0";
        return auth;
    }

    static ReplyDocument.Input input(String type, String name, String label) {
        ReplyDocument.Input input = new ReplyDocument.Input();
        input.type = type;
        input.name = name;
        input.label = label;
        return input;
    }

    private static ReplyDocument.Auth auth(
            String id, ReplyDocument.Words message, ServerMessage.Ask ask, ReplyDocument.Form form) {
        ReplyDocument.Auth auth = new ReplyDocument.Auth();
        auth.id = id;
        auth.title = "Login";
        auth.message = message;
        auth.error = ask.problem().map(AuthNodes::error).orElse(null);
        auth.form = form;
        return auth;
    }

    private static ReplyDocument.Form form(String action) {
        ReplyDocument.Form form = new ReplyDocument.Form();
        form.action = action;
        return form;
    }

    private static ReplyDocument.Select groups(ServerMessage.Place place) {
        ReplyDocument.Select groups = new ReplyDocument.Select();
        for (String alias : place.groups()) {
            ReplyDocument.Option option = new ReplyDocument.Option();
            option.value = alias;
            option.text = alias;
            option.selected = alias.equals(place.groupAlias()) ? Boolean.TRUE : null;
            groups.options.add(option);
        }
        return groups;
    }

    /** Words of ours, in which no client finds anything to replace. */
    private static ReplyDocument.Words words(String text) {
        ReplyDocument.Words words = new ReplyDocument.Words();
        words.text = text;
        return words;
    }

    /** Words of somebody else: clients put a parameter in as it is, but would read a {@code %} in the text. */
    private static ReplyDocument.Words foreign(String id, String text) {
        ReplyDocument.Words words = words("%s");
        words.id = id;
        words.param1 = withoutWhatXmlCannotHold(text);
        return words;
    }

    private static String withoutWhatXmlCannotHold(String text) {
        return text.codePoints()
                .map(character -> isXml(character) ? character : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** XML 1.0, production 2. */
    private static boolean isXml(int character) {
        return switch (character) {
            case '\t', '\n', '\r' -> true;
            case 0xFFFE, 0xFFFF -> false;
            default -> character >= ' ' && Character.getType(character) != Character.SURROGATE;
        };
    }

    private static ReplyDocument.Words error(Problem problem) {
        ReplyDocument.Words words = words(problem.text());
        words.id = problem.id();
        return words;
    }
}

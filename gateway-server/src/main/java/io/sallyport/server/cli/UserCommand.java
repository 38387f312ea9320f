package io.sallyport.server.cli;

import io.sallyport.server.boot.UserVerbs;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code user ...}: the gateway's own users. */
@Command(name = "user", description = "Local users.", mixinStandardHelpOptions = true)
final class UserCommand implements Runnable {
    private static final String NAME = "NAME";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing verb.");
    }

    /** Where a new password comes from. */
    static final class PasswordOption {
        @Option(names = "--password-stdin", description = "Take the first line of standard input, not the terminal.")
        private boolean fromStandardInput;

        @Option(names = "--must-change", description = "The user has to choose another one at the next sign-in.")
        private boolean mustChange;

        Map<String, Object> arguments(String user) throws Failure {
            Map<String, Object> arguments = new HashMap<>(Map.of("user", user, "password", read()));
            if (mustChange) {
                arguments.put("must-change", true);
            }
            return arguments;
        }

        private String read() throws Failure {
            return fromStandardInput ? firstLine() : typed();
        }

        private static String firstLine() throws Failure {
            try {
                String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
                if (line == null) {
                    throw new Failure("no password on standard input");
                }
                return line;
            } catch (IOException e) {
                throw new Failure("standard input: " + e.getMessage());
            }
        }

        @SuppressWarnings("SystemConsoleNull") // in JDK 25 again (JDK-8351435): where input or output is no terminal
        private static String typed() throws Failure {
            Console console = System.console();
            if (console == null) {
                throw new Failure("no terminal to ask for the password; use --password-stdin");
            }
            char[] first = console.readPassword("Password: ");
            char[] second = console.readPassword("Again: ");
            if (first == null || !Arrays.equals(first, second)) {
                throw new Failure("the passwords differ");
            }
            return new String(first);
        }
    }

    @Command(name = "add", description = "Add a user.")
    void add(
            @Parameters(paramLabel = NAME) String name,
            @Option(names = "--group", paramLabel = "GROUP", description = "A group of the user; may be repeated.")
                    List<String> groups,
            @Mixin PasswordOption password,
            @Mixin ConfigOption config)
            throws Failure {
        Map<String, Object> arguments = password.arguments(name);
        arguments.put("groups", groups == null ? List.of() : groups);
        Users.call(config, UserVerbs.ADD, arguments);
        say("added: " + name);
    }

    @Command(name = "passwd", description = "Set a user's password.")
    void passwd(@Parameters(paramLabel = NAME) String name, @Mixin PasswordOption password, @Mixin ConfigOption config)
            throws Failure {
        Users.call(config, UserVerbs.PASSWD, password.arguments(name));
        say("password set: " + name);
    }

    @Command(
            name = "totp",
            description = "Set up a user's second factor, instead of any other. What is printed is shown only now.")
    void totp(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = "--secret",
                            paramLabel = "HEX",
                            description = "16 to 64 bytes that a device knows already; default: random ones.")
                    @Nullable
                    String secret,
            @Mixin ConfigOption config,
            @Mixin JsonOption json)
            throws Failure {
        Map<String, String> arguments = secret == null ? Map.of("user", name) : Map.of("user", name, "secret", secret);
        json.print(out(), Users.call(config, UserVerbs.TOTP, arguments), factor -> {
            out().println(factor.get("uri").asString());
            out().println("secret: " + factor.get("secret").asString());
        });
    }

    @Command(name = "remove", description = "Remove a user. Sessions live on until they are terminated.")
    void remove(@Parameters(paramLabel = NAME) String name, @Mixin ConfigOption config) throws Failure {
        Users.call(config, UserVerbs.REMOVE, Map.of("user", name));
        say("removed: " + name);
    }

    @Command(name = "lock", description = "Let a user sign in no more. Sessions live on until they are terminated.")
    void lock(@Parameters(paramLabel = NAME) String name, @Mixin ConfigOption config) throws Failure {
        Users.call(config, UserVerbs.LOCK, Map.of("user", name));
        say("locked: " + name);
    }

    @Command(name = "unlock", description = "Let a user sign in again.")
    void unlock(@Parameters(paramLabel = NAME) String name, @Mixin ConfigOption config) throws Failure {
        Users.call(config, UserVerbs.UNLOCK, Map.of("user", name));
        say("unlocked: " + name);
    }

    @Command(name = "list", description = "List the users.")
    void list(@Mixin ConfigOption config, @Mixin JsonOption json) throws Failure {
        json.print(out(), Users.call(config, UserVerbs.LIST, Map.of()), users -> {
            Table table = new Table("name", "groups", "locked", "changed-at");
            users.forEach(user -> table.add(
                    user.get("name").asString(),
                    inLine(user.get("groups")),
                    user.get("locked").asString(),
                    user.get("changed-at").asString()));
            table.print(out());
        });
    }

    @Command(name = "import", description = "Take over the users of an ocpasswd file, all or none.")
    void importFile(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--replace", description = "Also replace users that are there already.") boolean replace,
            @Mixin ConfigOption config,
            @Mixin JsonOption json)
            throws Failure {
        Map<String, Object> arguments = new HashMap<>();
        try {
            arguments.put("file", Files.readString(file));
        } catch (IOException e) {
            throw new Failure(file + ": cannot be read: " + e.getMessage());
        }
        if (replace) {
            arguments.put("replace", true);
        }
        json.print(
                out(),
                Users.call(config, UserVerbs.IMPORT, arguments),
                report -> report.forEachEntry((what, users) -> out().println(
                                what + ": " + users.size() + (users.isEmpty() ? "" : " (" + inLine(users) + ")"))));
    }

    private static String inLine(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asString()));
        return all.stream().collect(Collectors.joining(","));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void say(String words) {
        out().println(words);
    }
}

package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code sessions}: who is in. */
@Command(name = "sessions", description = "List the sessions.", mixinStandardHelpOptions = true)
final class SessionsCommand implements Callable<Integer> {
    private static final String[] COLUMNS = {
        "id", "user", "profile", "state", "remote", "ipv4", "ipv6", "bytes-in", "bytes-out", "since"
    };

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(out, config.call("sessions", Map.of()), sessions -> print(out, sessions));
        return 0;
    }

    private static void print(PrintWriter out, JsonNode sessions) {
        Table table = new Table(COLUMNS);
        for (JsonNode session : sessions) {
            table.add(Stream.of(COLUMNS).map(column -> text(session, column)).toArray(String[]::new));
        }
        table.print(out);
    }

    private static String text(JsonNode session, String name) {
        JsonNode value = session.get(name);
        return value == null ? "-" : value.asString();
    }
}

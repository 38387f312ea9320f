package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code status}: how the gateway is. */
@Command(name = "status", description = "Say how the running gateway is.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(out, config.call("status", Map.of()), state -> print(out, state));
        return 0;
    }

    /** A line per fact; of what is many, a line each. */
    private static void print(PrintWriter out, JsonNode state) {
        state.forEachEntry((name, value) -> {
            if (value.isArray()) {
                value.forEach(item -> out.println(name + ": " + inLine(item)));
            } else {
                out.println(name + ": " + inLine(value));
            }
        });
    }

    private static String inLine(JsonNode fact) {
        if (!fact.isObject()) {
            return fact.asString();
        }
        StringBuilder line = new StringBuilder();
        fact.forEachEntry((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value.asString()));
        return line.toString();
    }
}

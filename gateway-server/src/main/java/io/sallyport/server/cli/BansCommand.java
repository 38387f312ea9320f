package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code bans}: who is shut out. */
@Command(name = "bans", description = "List the sources and users that are shut out.", mixinStandardHelpOptions = true)
final class BansCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(out, config.call("bans", Map.of()), bans -> print(out, bans));
        return 0;
    }

    private static void print(PrintWriter out, JsonNode bans) {
        Table table = new Table("address or user", "until", "points");
        for (JsonNode ban : bans) {
            JsonNode subject = ban.has("address") ? ban.get("address") : ban.get("user");
            table.add(
                    subject.asString(),
                    ban.get("until").asString(),
                    ban.get("points").asString());
        }
        table.print(out);
    }
}

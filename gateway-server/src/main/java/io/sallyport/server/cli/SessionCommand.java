package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code session ID}: all about one. */
@Command(name = "session", description = "Show one session.", mixinStandardHelpOptions = true)
final class SessionCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(paramLabel = "ID", description = "The session.")
    private String id = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(
                out,
                config.call("session", Map.of("id", id)),
                session -> session.forEachEntry((name, value) -> out.println(name + ": " + value.asString())));
        return 0;
    }
}

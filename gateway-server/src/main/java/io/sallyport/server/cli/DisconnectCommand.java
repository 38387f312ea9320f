package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code disconnect ID|--user NAME}. */
@Command(
        name = "disconnect",
        description = "Drop tunnels. The cookie stays valid, but clients do not return by themselves.",
        mixinStandardHelpOptions = true)
final class DisconnectCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private WhichSessions which = new WhichSessions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(
                out,
                config.call("disconnect", which.arguments()),
                done -> out.println("disconnected: " + done.get("count").asString()));
        return 0;
    }
}

package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code terminate ID|--user NAME}. */
@Command(
        name = "terminate",
        description = "End sessions. Their cookies are dead at once.",
        mixinStandardHelpOptions = true)
final class TerminateCommand implements Callable<Integer> {
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
                config.call("terminate", which.arguments()),
                done -> out.println("terminated: " + done.get("count").asString()));
        return 0;
    }
}

package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unban ADDRESS|USER}. */
@Command(
        name = "unban",
        description = "Let a source or a user try again, and forget what they have done.",
        mixinStandardHelpOptions = true)
final class UnbanCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Parameters(
            paramLabel = "ADDRESS|USER",
            description = "An address of the source, its network as bans shows it, or the name of a user.")
    private String subject = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(out, config.call("unban", Map.of("subject", subject)), _ -> out.println("unbanned: " + subject));
        return 0;
    }
}

package io.sallyport.server.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code reload}: what SIGHUP does, with an answer. */
@Command(
        name = "reload",
        description = "Have the gateway read its configuration again. If anything is wrong with it, nothing changes.",
        mixinStandardHelpOptions = true)
final class ReloadCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        json.print(out, config.call("reload", Map.of()), status -> out.println("reloaded"));
        return 0;
    }
}

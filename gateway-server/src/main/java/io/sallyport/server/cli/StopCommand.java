package io.sallyport.server.cli;

import io.sallyport.server.control.ControlClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code stop}: what SIGTERM does; returns when the gateway has ended. */
@Command(
        name = "stop",
        description = "Drain and stop the gateway; returns when it has ended.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure {
        PrintWriter out = spec.commandLine().getOut();
        try (ControlClient gateway = config.connect()) {
            JsonNode last = ConfigOption.call(gateway, "stop", Map.of());
            gateway.awaitEnd();
            json.print(out, last, status -> out.println("stopped"));
            return 0;
        } catch (IOException e) {
            throw new Failure("the gateway did not answer: " + e.getMessage());
        }
    }
}

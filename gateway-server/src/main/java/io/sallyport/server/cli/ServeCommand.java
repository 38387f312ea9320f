package io.sallyport.server.cli;

import io.sallyport.config.IpLiteral;
import io.sallyport.config.Problem;
import io.sallyport.server.boot.Configuration;
import io.sallyport.server.boot.Environment;
import io.sallyport.server.boot.Gateway;
import io.sallyport.server.boot.StartFailed;
import io.sallyport.server.listen.JdkTls;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: the gateway itself, in the foreground. */
@Command(
        name = "serve",
        description = "Run the gateway in the foreground. SIGHUP reloads the configuration, SIGTERM drains and stops.",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Failure, InterruptedException {
        JdkTls.prepare();
        Gateway gateway = start();
        Signals.on("HUP", gateway::reload);
        Signals.on("TERM", gateway::requestStop);
        Signals.on("INT", gateway::requestStop);
        spec.commandLine().getOut().println("sallyport ready: " + addresses(gateway));
        spec.commandLine().getOut().flush();
        return gateway.awaitEnd() ? 0 : Sallyport.FAILED;
    }

    private Gateway start() throws Failure {
        return switch (Configuration.load(config.file())) {
            case Configuration.Loading.Failed(List<Problem> problems) -> throw ConfigOption.badConfiguration(problems);
            case Configuration.Loading.Loaded(Configuration configuration) -> {
                try {
                    yield Gateway.start(configuration, Environment.ofThisMachine());
                } catch (StartFailed e) {
                    throw new Failure(e.reason());
                }
            }
        };
    }

    private static String addresses(Gateway gateway) {
        return "clients on %s, metrics on %s"
                .formatted(
                        gateway.addresses().stream().map(IpLiteral::format).collect(Collectors.joining(", ")),
                        IpLiteral.format(gateway.metricsAddress()));
    }
}

package io.sallyport.server.cli;

import io.sallyport.config.Problem;
import io.sallyport.server.boot.Configuration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: everything that is wrong with a configuration. */
@Command(
        name = "check",
        description = "Say all that is wrong with the configuration and the files that it names; 78 if anything is.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return switch (Configuration.load(config.file())) {
            case Configuration.Loading.Failed(List<Problem> problems) -> {
                problems.forEach(problem -> spec.commandLine().getOut().println(problem));
                yield Sallyport.BAD_CONFIGURATION;
            }
            case Configuration.Loading.Loaded(Configuration configuration) -> {
                configuration
                        .mistakes()
                        .forEach(mistake -> spec.commandLine().getOut().println(mistake));
                configuration
                        .unknown()
                        .forEach(element -> spec.commandLine().getOut().println(element + " (a warning)"));
                if (!configuration.mistakes().isEmpty()) {
                    yield Sallyport.BAD_CONFIGURATION;
                }
                spec.commandLine().getOut().println(config.file() + ": ok");
                yield 0;
            }
        };
    }
}

package io.sallyport.server.cli;

import io.sallyport.server.boot.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 78 bad configuration. */
@Command(
        name = "sallyport",
        description = "A secure gateway for AnyConnect-compatible clients.",
        mixinStandardHelpOptions = true,
        versionProvider = Sallyport.Versions.class,
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            UserCommand.class,
            StatusCommand.class,
            SessionsCommand.class,
            SessionCommand.class,
            DisconnectCommand.class,
            TerminateCommand.class,
            BansCommand.class,
            UnbanCommand.class,
            ReloadCommand.class,
            StopCommand.class,
        })
public final class Sallyport implements Callable<Integer> {
    static final int FAILED = 1;
    static final int BAD_CONFIGURATION = 78; // EX_CONFIG of sysexits.h

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Sallyport() {}

    public static void main(String[] words) {
        System.exit(run(words));
    }

    /** What {@link #main} does, without ending the process. */
    static int run(String... words) {
        return line().execute(words);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Sallyport());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Failure expected) {
                command.getErr().println("sallyport: " + expected.words());
                return expected.exitCode();
            }
            throw failure;
        });
        return line;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing verb.");
    }

    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sallyport " + Version.TEXT};
        }
    }
}

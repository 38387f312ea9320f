package io.sallyport.server.cli;

import io.sallyport.config.ConfigReader;
import io.sallyport.config.ConfigResult;
import io.sallyport.config.GatewayConfig;
import io.sallyport.config.Problem;
import io.sallyport.server.control.ControlClient;
import io.sallyport.server.control.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --config}, which every verb has: there it finds the store and the control socket. */
final class ConfigOption {
    private static final String DEFAULT = "/etc/sallyport/sallyport.yaml";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = DEFAULT,
            description = "The gateway's configuration (default: ${DEFAULT-VALUE}).")
    private Path file = Path.of(DEFAULT);

    Path file() {
        return file;
    }

    GatewayConfig read() throws Failure {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Valid(GatewayConfig config, var sources) -> config;
            case ConfigResult.Invalid(List<Problem> problems) -> throw badConfiguration(problems);
        };
    }

    static Failure badConfiguration(List<Problem> problems) {
        String lines = problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return new Failure("bad configuration\n" + lines, Sallyport.BAD_CONFIGURATION);
    }

    /** Has the running gateway do something. */
    JsonNode call(String verb, Map<String, ?> arguments) throws Failure {
        try (ControlClient gateway = connect()) {
            return call(gateway, verb, arguments);
        } catch (IOException e) {
            throw new Failure("the gateway did not answer: " + e.getMessage());
        }
    }

    static JsonNode call(ControlClient gateway, String verb, Map<String, ?> arguments) throws Failure, IOException {
        try {
            return gateway.call(verb, arguments);
        } catch (Refused e) {
            throw new Failure(e.reason());
        }
    }

    ControlClient connect() throws Failure {
        Path socket = read().control().socket();
        try {
            return ControlClient.connect(socket);
        } catch (IOException e) {
            throw new Failure("no gateway answers at " + socket + ": " + e.getMessage());
        }
    }
}

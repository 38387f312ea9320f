package io.sallyport.server.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ID} or {@code --user NAME}. */
final class WhichSessions {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "One session.")
    private @Nullable String id;

    @Option(names = "--user", paramLabel = "NAME", description = "All sessions of a user.")
    private @Nullable String user;

    Map<String, String> arguments() {
        return user != null ? Map.of("user", user) : Map.of("id", String.valueOf(id));
    }
}

package io.sallyport.server.cli;

import io.sallyport.server.control.Json;
import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --json}, which every verb has that prints state. */
final class JsonOption {
    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Prints {@code state} as JSON if that is wanted, otherwise as {@code forPeople} does. */
    void print(PrintWriter out, JsonNode state, Consumer<JsonNode> forPeople) {
        if (json) {
            out.println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(state));
        } else {
            forPeople.accept(state);
        }
    }
}

package io.sallyport.server.testkit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a gateway writes to standard error, which is where its log goes. Below WARN nothing is shown to who runs the tests.
 *
 * <p>Tests run with {@code SALLYPORT_LOG=DEBUG}, so that all that can be logged is here.
 */
public final class GatewayLog implements AutoCloseable {
    private final PrintStream console = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream recorder = new PrintStream(written, true, StandardCharsets.UTF_8);

    private int reported;

    GatewayLog() {
        System.setErr(recorder);
    }

    /** All of it. */
    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    /** Lines at ERROR that have come since this was asked last: faults of the gateway, and leaks. */
    List<String> newErrors() {
        List<String> all = errors();
        List<String> fresh = all.subList(reported, all.size());
        reported = all.size();
        return fresh;
    }

    private List<String> errors() {
        return text().lines().filter(line -> line.contains(" ERROR ")).toList();
    }

    /** Lines at WARN or ERROR, and stack traces: what would worry an operator. */
    public List<String> complaints() {
        return text().lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("\tat "))
                .toList();
    }

    @Override
    public void close() {
        System.setErr(console);
        if (!errors().isEmpty()) {
            console.print(text());
        }
    }
}

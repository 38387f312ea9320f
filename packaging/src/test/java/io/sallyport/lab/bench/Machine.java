package io.sallyport.lab.bench;

import io.sallyport.lab.LabFailure;
import io.sallyport.lab.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were taken on. */
final class Machine {

    private Machine() {}

    static List<String> lines() {
        return List.of(
                "cpu: " + Runtime.getRuntime().availableProcessors() + " x " + cpuModel() + ", shared with the clients",
                "kernel: " + System.getProperty("os.version") + ", java: " + System.getProperty("java.runtime.version"),
                "TCP through the tunnels: " + Namespace.CONGESTION_CONTROL);
    }

    private static String cpuModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            throw new LabFailure("cpuinfo: " + e.getMessage(), e);
        }
    }
}

package io.sallyport.lab;

import io.sallyport.testkit.cstp.CstpClient;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for programs of the lab in JVMs of their own. They need the lab's classes and nothing else. */
public final class Jvm {

    private Jvm() {}

    public static List<String> command(Class<?> main, String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes() + File.pathSeparator + location(CstpClient.class),
                main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }

    /** Where our own classes are, even when a test runner keeps the class path to itself. */
    static Path classes() {
        return location(Jvm.class);
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError("the JVM wrote this URI", e);
        }
    }
}

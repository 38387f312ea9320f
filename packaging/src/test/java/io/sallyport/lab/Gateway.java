package io.sallyport.lab;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Our gateway as operators run it: the image, started with a configuration file.
 *
 * @param image directory with {@code bin/sallyport}
 * @param configuration YAML file
 * @param identity the certificate that the configuration names
 */
public record Gateway(Path image, Path configuration, Identity identity) {
    /** What it prints when, and only when, it accepts clients. */
    public static final String READY = "sallyport ready";

    private static final Duration TIME_TO_START = Duration.ofSeconds(60);

    /** Starts it in the gateway namespace and returns when it accepts clients. */
    public Headend start(Topology topology) {
        Headend headend = Headend.start("sallyport", identity, serve(topology), () -> {});
        try {
            headend.process().await(READY, TIME_TO_START);
            return headend;
        } catch (LabFailure e) {
            headend.close();
            throw e;
        }
    }

    /** The bare command, for starts that are expected to fail. */
    public Command serve(Topology topology) {
        return topology.gateway().command(program(), "serve", "--config", configuration.toString());
    }

    /** Another verb of the command, such as {@code sessions --json}, run where the gateway runs. */
    public Command verb(Topology topology, String... words) {
        String[] all = new String[words.length + 3];
        all[0] = program();
        System.arraycopy(words, 0, all, 1, words.length);
        all[words.length + 1] = "--config";
        all[words.length + 2] = configuration.toString();
        return topology.gateway().command(all);
    }

    private String program() {
        return image.resolve("bin/sallyport").toString();
    }
}

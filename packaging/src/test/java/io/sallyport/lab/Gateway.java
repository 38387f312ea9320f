package io.sallyport.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our gateway as operators run it: the image, and a configuration file. {@link GatewaySetup} writes one.
 *
 * @param image directory with {@code bin/sallyport}
 * @param configuration YAML file
 * @param identity the certificate that the configuration names
 */
public record Gateway(Path image, Path configuration, Identity identity) {
    /** What it prints when, and only when, it accepts clients. */
    public static final String READY = "sallyport ready";

    static final Duration TIME_TO_START = Duration.ofSeconds(60);

    public Gateway {
        if (!Files.isExecutable(program(image))) {
            throw new LabFailure("no image of the gateway at " + image + " (./dev build makes it)");
        }
    }

    /** Starts it in the gateway namespace and returns when it accepts clients. */
    public Headend start(Topology topology) {
        Headend headend = Headend.start(
                "sallyport", identity, verb("serve").behind(topology.gateway().prefix()), () -> {});
        try {
            headend.process().await(READY, TIME_TO_START);
            return headend;
        } catch (LabFailure e) {
            headend.close();
            throw e;
        }
    }

    /**
     * A verb of its command line with this configuration, such as {@code sessions --json}. It runs on this machine's
     * network; those that need that of the gateway go {@link Command#behind} the namespace's {@link Namespace#prefix}.
     */
    public Command verb(String... words) {
        List<String> all = new ArrayList<>(List.of(program(image).toString()));
        all.addAll(List.of(words));
        all.addAll(List.of("--config", configuration.toString()));
        return Command.of(all);
    }

    public void addUser(Credentials user) {
        verb("user", "add", user.user(), "--password-stdin")
                .reading(user.password() + "\n")
                .run()
                .orFail();
    }

    private static Path program(Path image) {
        return image.resolve("bin/sallyport");
    }
}

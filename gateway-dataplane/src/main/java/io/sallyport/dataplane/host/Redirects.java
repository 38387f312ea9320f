package io.sallyport.dataplane.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the kernel tells clients of a better way when they send to each other; owns nothing. There is none, for both are
 * reached through the gateway. The gateway speaks for its own device only; the setting for all devices, which counts as
 * well, is a decision about the whole host.
 *
 * @see <a href="https://docs.kernel.org/networking/ip-sysctl.html">send_redirects: for all devices or for this one</a>
 */
public final class Redirects {
    private final Path settings;

    /** Those of the kernel that runs this process. */
    public Redirects() {
        this(Path.of("/proc/sys/net/ipv4/conf"));
    }

    Redirects(Path settings) {
        this.settings = settings;
    }

    /**
     * Switches redirects off for packets that come from {@code device} and go back to it.
     *
     * @return whether none will be sent: not so if they are on for all devices, or if this process may not change them
     */
    public boolean switchOff(String device) {
        try {
            Files.writeString(settings.resolve(device).resolve("send_redirects"), "0\n");
            return Files.readString(settings.resolve("all").resolve("send_redirects"))
                    .strip()
                    .equals("0");
        } catch (IOException e) {
            return false;
        }
    }
}

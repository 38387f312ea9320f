package io.sallyport.dataplane.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether the kernel forwards packets between its interfaces; owns nothing. The gateway does not switch it on: that is a
 * decision about the whole host, and belongs to its operator.
 */
public final class Forwarding {
    private final Path sysctl;

    /** Asks the kernel that runs this process. */
    public Forwarding() {
        this(Path.of("/proc/sys"));
    }

    Forwarding(Path sysctl) {
        this.sysctl = sysctl;
    }

    /** Says for each pool's family that forwarding is off; silent when all is well. */
    public void check(List<Pool> pools) throws HostRefused {
        for (Pool pool : pools) {
            String key = pool.isIpv6() ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
            if (!isOn(key)) {
                throw new HostRefused("forwarding is off: " + key + " is 0 (sysctl -w " + key + "=1)");
            }
        }
    }

    private boolean isOn(String key) throws HostRefused {
        Path file = sysctl.resolve(key.replace('.', '/'));
        try {
            return !Files.readString(file).strip().equals("0");
        } catch (IOException e) {
            throw new HostRefused("forwarding cannot be checked: " + key + ": " + e.getMessage());
        }
    }
}

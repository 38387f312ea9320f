package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A Debian release whose programs the lab runs, be it this machine's own or another. */
public enum DebianRelease {
    /** openconnect 9.01, ocserv 1.1.6. */
    DEBIAN_12("12", "bookworm"),
    /** openconnect 9.12, ocserv 1.3.0. */
    DEBIAN_13("13", "trixie");

    private final String version;
    private final String suite;

    DebianRelease(String version, String suite) {
        this.version = version;
        this.suite = suite;
    }

    /** @param version e.g. {@code 12} */
    public static DebianRelease of(String version) {
        return Arrays.stream(values())
                .filter(release -> release.version.equals(version))
                .findFirst()
                .orElseThrow(() -> new LabFailure("Debian release: found " + version + ", expected 12 or 13"));
    }

    /** Name in the archive. */
    String suite() {
        return suite;
    }

    /** Name of its tree. */
    String directoryName() {
        return "debian-" + version;
    }

    /** Whether this machine runs it. */
    boolean isHost() {
        try {
            String system = Files.readString(Path.of("/etc/os-release"));
            return system.contains("ID=debian\n") && system.contains("VERSION_ID=\"" + version + "\"\n");
        } catch (IOException e) {
            return false; // No such file, no Debian.
        }
    }
}

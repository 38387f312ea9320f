package io.sallyport.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a Debian release that is not this machine's, made by {@code debootstrap} when missing and kept in the
 * user's cache. Made beside its place and moved there when complete, under a lock that other processes respect.
 */
final class DebianTree {
    private static final String PACKAGES = "openconnect,ocserv,iproute2,iputils-ping,curl";
    private static final List<String> PROGRAMS =
            List.of("usr/sbin/openconnect", "usr/sbin/ocserv", "usr/sbin/ip", "usr/bin/ping", "usr/bin/curl");

    /** What debootstrap keeps while it works and removes at its end. */
    private static final String UNFINISHED = "debootstrap";

    private static final Duration TIME_TO_MAKE = Duration.ofMinutes(15);

    private final DebianRelease release;
    private final Path place;

    /** @param place may be missing */
    DebianTree(DebianRelease release, Path place) {
        this.release = release;
        this.place = place;
    }

    /** The one in the cache. */
    static DebianTree of(DebianRelease release) {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path cache = configured == null || configured.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return new DebianTree(release, cache.resolve("sallyport").resolve(release.directoryName()));
    }

    /** Returns its root; makes it, or makes it anew, when it is not whole. */
    Path complete() {
        synchronized (DebianTree.class) { // a file lock keeps out other processes only
            try {
                Files.createDirectories(place.resolveSibling("."));
                try (FileChannel file = FileChannel.open(
                                place.resolveSibling(place.getFileName() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock _ = file.lock()) {
                    if (!isWhole()) {
                        make();
                    }
                    return place;
                }
            } catch (IOException e) {
                throw new LabFailure(place + ": " + e.getMessage(), e);
            }
        }
    }

    private boolean isWhole() {
        return !Files.exists(place.resolve(UNFINISHED))
                && PROGRAMS.stream().allMatch(program -> Files.isExecutable(place.resolve(program)));
    }

    private void make() throws IOException {
        Path partial = place.resolveSibling(place.getFileName() + ".partial");
        remove(partial);
        remove(place);
        Command debootstrap = Command.of(
                "debootstrap",
                "--variant=minbase",
                "--include=" + PACKAGES,
                release.suite(),
                partial.toString(),
                mirror());
        Optional<String> proxy = proxy();
        if (proxy.isPresent()) {
            debootstrap = debootstrap.with("http_proxy", proxy.get());
        }
        debootstrap.run(TIME_TO_MAKE).orFail();
        Command.of("chroot", partial.toString(), "apt-get", "clean").run().orFail();
        Files.move(partial, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** An interrupted debootstrap leaves its mounts, through which a removal must not go. */
    private static void remove(Path tree) throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
            List<String> inside = mounts.map(line -> line.split(" ", -1)[1])
                    .filter(mount -> Path.of(mount).startsWith(tree))
                    .toList();
            for (String mount : inside.reversed()) {
                Command.of("umount", mount).run().orFail();
            }
        }
        Command.of("rm", "-rf", "--one-file-system", tree.toString())
                .run(TIME_TO_MAKE)
                .orFail();
    }

    /** The archive that this machine's apt uses for Debian itself. */
    private static String mirror() {
        return Command.of(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(ORIGIN) $(RELEASE) $(REPO_URI)",
                        "Created-By: Packages")
                .run()
                .orFail()
                .out()
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length == 3 && fields[0].equals("Debian") && !fields[1].contains("security"))
                .map(fields -> fields[2])
                .findFirst()
                .orElseThrow(() -> new LabFailure("apt knows no Debian archive; run apt-get update"));
    }

    private static Optional<String> proxy() {
        return Command.of("apt-config", "--format", "%v%n", "dump", "Acquire::http::Proxy")
                .run()
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .findFirst();
    }
}

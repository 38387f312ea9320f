package io.sallyport.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where the programs of a release are. */
sealed interface Programs {

    /** On this machine. */
    record OfHost() implements Programs {}

    /** @param root what they take for {@code /} */
    record OfTree(Path root) implements Programs {}

    /** Makes the tree when it is missing, which takes a minute and the network. */
    static Programs of(DebianRelease release) {
        return release.isHost()
                ? new OfHost()
                : new OfTree(DebianTree.of(release).complete());
    }

    /**
     * A command in {@code namespace} that finds {@code shared} at the same path as we do.
     *
     * <p>What a tree lacks (devices, processes, the shared directory) is mounted in the mount namespace that
     * {@code ip netns exec} makes for each command: it ends with the command and nobody else sees it. That also lets
     * any number of commands use a tree at a time.
     *
     * @param shared an absolute path below {@code /tmp}
     */
    default Command command(Namespace namespace, Path shared, List<String> words) {
        return switch (this) {
            case OfHost() -> namespace.command(words);
            case OfTree(Path root) -> {
                List<String> inside =
                        new ArrayList<>(List.of("sh", "-c", ENTER_TREE, root.toString(), shared.toString()));
                inside.addAll(words);
                yield namespace.command(inside);
            }
        };
    }

    /** Arguments: the tree, the shared directory, the command. Replaces itself, so that the process id stays. */
    String ENTER_TREE = """
            set -e
            shared=$1
            shift
            mount --rbind /dev "$0/dev"
            mount -t proc proc "$0/proc"
            mount -t tmpfs -o mode=1777 tmpfs "$0/tmp"
            mount -t tmpfs -o mode=0755 tmpfs "$0/run"
            mkdir -p "$0$shared"
            mount --bind "$shared" "$0$shared"
            exec chroot "$0" "$@"
            """;
}

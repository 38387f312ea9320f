package io.sallyport.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the labs of JVMs that were killed have left: namespaces with the processes inside, control groups, files. Their
 * names carry the JVM's process id; what belongs to a living process is never touched.
 */
public final class Leftovers {
    private static final Pattern NAMESPACE = Pattern.compile("(" + Namespace.PREFIX + "(\\d+)-\\S+).*");

    private Leftovers() {}

    /** Removes them, and says what was removed. */
    public static void main(String[] args) {
        List<String> removed = remove();
        removed.forEach(name -> System.out.println("removed " + name));
        System.out.println(removed.size() + " leftovers");
    }

    static synchronized List<String> remove() {
        List<String> removed = new ArrayList<>();
        for (String line : Command.of("ip", "netns", "list").run().out().lines().toList()) {
            Matcher name = NAMESPACE.matcher(line);
            if (name.matches() && ownerIsDead(name.group(2))) {
                Namespace.remove(name.group(1));
                removed.add(name.group(1));
            }
        }
        Cgroup.parent().ifPresent(parent -> {
            for (Path group : entries(parent, Cgroup.PREFIX, Leftovers::ownerIsDead)) {
                Cgroup.remove(group);
                removed.add(group.toString());
            }
        });
        for (Path directory : entries(RunDirectory.PARENT, RunDirectory.PREFIX, Leftovers::ownerIsDead)) {
            RunDirectory.remove(directory);
            removed.add(directory.toString());
        }
        return removed;
    }

    /** What is there now of the lab of the JVM {@code pid}: namespaces, control groups, directories. */
    static List<String> of(long pid) {
        List<String> things = new ArrayList<>();
        for (String line : Command.of("ip", "netns", "list").run().out().lines().toList()) {
            Matcher name = NAMESPACE.matcher(line);
            if (name.matches() && name.group(2).equals(Long.toString(pid))) {
                things.add(name.group(1));
            }
        }
        Predicate<String> owner = Long.toString(pid)::equals;
        Cgroup.parent()
                .ifPresent(
                        parent -> entries(parent, Cgroup.PREFIX, owner).forEach(path -> things.add(path.toString())));
        entries(RunDirectory.PARENT, RunDirectory.PREFIX, owner).forEach(path -> things.add(path.toString()));
        return things;
    }

    /** @param owner what to look for, of a process id */
    private static List<Path> entries(Path parent, String prefix, Predicate<String> owner) {
        Pattern pattern = Pattern.compile(Pattern.quote(prefix) + "(\\d+)-.*");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path entry : entries) {
                Matcher name = pattern.matcher(String.valueOf(entry.getFileName()));
                if (name.matches() && owner.test(name.group(1))) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw new LabFailure(parent + ": " + e.getMessage(), e);
        }
        return found;
    }

    private static boolean ownerIsDead(String pid) {
        return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
    }
}

package io.sallyport.lab;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The command line of one of the lab's programs: {@code --name value} and {@code --flag}, each at most once.
 *
 * @param values by name without dashes; empty for a flag
 */
public record Arguments(Map<String, String> values) {

    public Arguments {
        values = Map.copyOf(values);
    }

    /**
     * @param valued names that need a value
     * @param flags names that have none
     * @throws LabFailure for anything else
     */
    public static Arguments parse(String[] words, Set<String> valued, Set<String> flags) {
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < words.length; i++) {
            String name = words[i].startsWith("--") ? words[i].substring(2) : "";
            if (flags.contains(name)) {
                values.put(name, "");
            } else if (valued.contains(name) && i + 1 < words.length) {
                values.put(name, words[++i]);
            } else {
                throw new LabFailure(words[i] + ": not understood; options: " + usage(valued, flags));
            }
        }
        return new Arguments(values);
    }

    public boolean has(String flag) {
        return values.containsKey(flag);
    }

    public Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Optional<Path> path(String name) {
        return value(name).map(text -> Path.of(text).toAbsolutePath());
    }

    /** @throws LabFailure when it is there and no whole number above 0 */
    public int number(String name, int otherwise) {
        String text = values.getOrDefault(name, Integer.toString(otherwise));
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new LabFailure("--" + name + ": found " + text + ", expected a number above 0");
        }
        return Integer.parseInt(text);
    }

    private static String usage(Set<String> valued, Set<String> flags) {
        StringBuilder usage = new StringBuilder();
        valued.stream()
                .sorted()
                .forEach(name -> usage.append(" --").append(name).append(" VALUE"));
        flags.stream().sorted().forEach(name -> usage.append(" --").append(name));
        return usage.toString().strip();
    }
}

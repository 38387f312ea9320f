package io.sallyport.server.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * That a test has shown a row to hold, or has not.
 *
 * @param module where the test is
 * @param test class and method
 */
record Evidence(int requirement, String module, String test, Outcome outcome) {
    enum Outcome {
        PASSED,
        SKIPPED,
        FAILED;

        /** What several runs of one test come to: a single failure counts. */
        Outcome and(Outcome other) {
            return compareTo(other) >= 0 ? this : other;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Comparator<Evidence> ORDER = Comparator.comparingInt(Evidence::requirement)
            .thenComparing(Evidence::module)
            .thenComparing(Evidence::test);

    /** Of one module: a line each, {@code number TAB test TAB outcome}. The module is the file's name. */
    static List<Evidence> read(Path file) throws IOException {
        String name = file.getFileName().toString();
        String module = name.substring(0, name.length() - ".tsv".length());
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> new Evidence(
                        Integer.parseInt(fields[0]),
                        module,
                        fields[1],
                        Outcome.valueOf(fields[2].toUpperCase(Locale.ROOT))))
                .toList();
    }

    /** What {@link #read} reads. */
    static String write(List<Evidence> evidence) {
        return evidence.stream()
                .sorted(ORDER)
                .map(one -> one.requirement + "\t" + one.test + "\t" + one.outcome.word() + "\n")
                .collect(Collectors.joining());
    }
}

package io.sallyport.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * That a test has shown a row to hold.
 *
 * @param module where the test is
 * @param test class and method
 */
record Evidence(int requirement, String module, String test) {
    static final Comparator<Evidence> ORDER = Comparator.comparingInt(Evidence::requirement)
            .thenComparing(Evidence::module)
            .thenComparing(Evidence::test);

    /** Of one module: a line each, {@code number TAB test}. The module is the file's name. */
    static List<Evidence> read(Path file) throws IOException {
        String name = file.getFileName().toString();
        String module = name.substring(0, name.length() - ".tsv".length());
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t", -1))
                .map(fields -> new Evidence(Integer.parseInt(fields[0]), module, fields[1]))
                .toList();
    }

    /** What {@link #read} reads. */
    static String write(Collection<Evidence> evidence) {
        return evidence.stream()
                .sorted(ORDER)
                .map(one -> one.requirement + "\t" + one.test + "\n")
                .collect(Collectors.joining());
    }
}

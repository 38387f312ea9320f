package io.sallyport.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The rows of the checklist, in our own words: {@code requirements.tsv}. */
final class RequirementList {
    /**
     * @param text what is to be so
     * @param reason completes "it cannot be tested here because", where that is so; otherwise empty
     */
    record Row(int number, String chapter, String text, String reason) {}

    static final int COUNT = 232;

    private RequirementList() {}

    /** In order of their numbers. */
    static List<Row> read() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RequirementList.class.getResourceAsStream("requirements.tsv")),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Row(
                            Integer.parseInt(fields[0]), fields[1], fields[2], fields.length > 3 ? fields[3] : ""))
                    .toList();
        }
    }
}

package io.sallyport.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.server.conformance.Evidence.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs when all other classes have run, and compares the page in {@code docs} with what they have shown. If it differs, it is
 * made anew and the build fails, so that the new one gets committed.
 *
 * <p>Each module's evidence is a file of its own beside the page, {@code docs/conformance/MODULE.tsv}, written by a complete
 * run of that module; the page is made of all of them. So a run of one module needs nothing of the others, and a run of some
 * tests only changes nothing.
 */
@Order(Integer.MAX_VALUE)
class ConformancePageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path PAGE = DOCS.resolve("conformance.md");
    private static final Path EVIDENCE = DOCS.resolve("conformance");
    private static final String MODULE = "gateway-server";

    @Test
    void theRowsAreNumberedWithoutAGap() throws IOException {
        assertThat(RequirementList.read())
                .extracting(RequirementList.Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, RequirementList.COUNT).boxed().toList());
    }

    @Test
    void thePageSaysWhatThisRunHasShown() throws Exception {
        List<Evidence> evidence = EvidenceRecorder.evidence(MODULE);
        Set<String> missing = taggedTests();
        evidence.forEach(one -> missing.remove(one.test()));
        assumeTrue(missing.isEmpty(), () -> "not a complete run; these did not take part: " + missing);
        assertThat(evidence)
                .as("what has failed says so itself, and is nothing for the page")
                .noneMatch(one -> one.outcome() == Outcome.FAILED);

        boolean evidenceDiffered = replaced(EVIDENCE.resolve(MODULE + ".tsv"), Evidence.write(evidence));
        boolean pageDiffered = replaced(PAGE, ConformancePage.of(RequirementList.read(), committedEvidence()));
        assertThat(evidenceDiffered || pageDiffered)
                .as("docs/conformance was not what this run has shown; it has been made anew, commit it")
                .isFalse();
    }

    @Test
    void rowsAreListedWithTheTestsOfAllModules() {
        List<RequirementList.Row> rows = List.of(
                new RequirementList.Row(1, "TLS", "silence", ""),
                new RequirementList.Row(2, "TLS", "a | b", "later"),
                new RequirementList.Row(3, "HTTP", "c", ""));
        List<Evidence> evidence = List.of(
                new Evidence(3, "packaging", "AIT.b", Outcome.SKIPPED),
                new Evidence(1, "packaging", "AIT.a", Outcome.PASSED),
                new Evidence(1, "gateway-server", "BTest.a", Outcome.PASSED));

        assertThat(ConformancePage.of(rows, evidence))
                .contains("\n1 of 3 rows are covered.\n")
                .contains("| 1 | silence | gateway-server: `BTest.a`<br>packaging: `AIT.a` | passed |\n")
                .contains("| 2 | a \\| b |  | not covered yet: later |\n")
                .contains("\n## HTTP\n")
                .contains("| 3 | c | packaging: `AIT.b` | skipped |\n");
    }

    @Test
    void evidenceIsReadAsItWasWritten(@TempDir Path directory) throws IOException {
        List<Evidence> evidence = List.of(
                new Evidence(1, "packaging", "AIT.a", Outcome.PASSED),
                new Evidence(2, "packaging", "AIT.b", Outcome.SKIPPED));

        Path file = Files.writeString(directory.resolve("packaging.tsv"), Evidence.write(evidence));

        assertThat(Evidence.read(file)).isEqualTo(evidence);
    }

    @Test
    void aTestThatFailsOnceHasFailed() {
        assertThat(Outcome.PASSED.and(Outcome.FAILED)).isEqualTo(Outcome.FAILED);
        assertThat(Outcome.FAILED.and(Outcome.PASSED)).isEqualTo(Outcome.FAILED);
        assertThat(Outcome.SKIPPED.and(Outcome.PASSED)).isEqualTo(Outcome.SKIPPED);
    }

    /** All that are tagged, whether they have run or not: from the compiled classes of this module. */
    private static Set<String> taggedTests() throws IOException, ClassNotFoundException {
        Path root = Path.of("target", "test-classes");
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith("Test.class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        ConformancePageTest.class.getClassLoader());
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Requirement.class))
                        .map(EvidenceRecorder::name)
                        .forEach(tests::add);
            }
        }
        return tests;
    }

    private static List<Evidence> committedEvidence() throws IOException {
        List<Evidence> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(EVIDENCE)) {
            for (Path file : files.collect(Collectors.toCollection(TreeSet::new))) {
                all.addAll(Evidence.read(file));
            }
        }
        return all;
    }

    /** @return whether the file was another one before */
    private static boolean replaced(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return false;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return true;
    }
}

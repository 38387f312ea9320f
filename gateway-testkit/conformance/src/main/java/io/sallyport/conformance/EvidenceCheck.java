package io.sallyport.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the page in {@code docs} with what a module's run has shown. If it differs, it is made anew and the run fails, so
 * that the new one gets committed. A run in which a tagged test was left out, or did not pass, changes nothing.
 *
 * <p>Each module with tagged tests has a class that extends this one, among those that run in the same JVM as they do, with
 * {@code @Order(Integer.MAX_VALUE)}: it has to come last. That classes run in this order is said by the
 * {@code junit-platform.properties} beside this class.
 */
public abstract class EvidenceCheck {
    private static final Path TEST_CLASSES = Path.of("target", "test-classes");

    private final String module;
    private final ConformanceDocs docs = new ConformanceDocs(Path.of("..", "docs"));

    /** @param module whose directory the tests run in */
    protected EvidenceCheck(String module) {
        this.module = module;
    }

    @Test
    void thePageSaysWhatThisRunHasShown() throws Exception {
        List<Method> tagged = taggedTests();
        List<Evidence> evidence = tagged.stream().flatMap(this::evidence).toList();
        List<String> missing = tagged.stream()
                .filter(test -> !EvidenceRecorder.hasPassed(test))
                .map(EvidenceCheck::name)
                .toList();

        if (missing.isEmpty()) {
            assertFalse(
                    docs.update(module, evidence),
                    "docs/conformance was not what this run has shown; it has been made anew, commit it");
        } else {
            assertEquals(
                    List.of(), // so that nobody reads of a test that has another name by now
                    docs.of(module).stream()
                            .filter(one -> !evidence.contains(one))
                            .toList(),
                    "the page names what is not tagged any more: run all tests of " + module);
            abort("not a complete run; these have not passed: " + missing);
        }
    }

    /** All that are tagged, whether they have run or not: from the compiled classes of the module. */
    private List<Method> taggedTests() throws IOException, ClassNotFoundException {
        List<Method> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(TEST_CLASSES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = TEST_CLASSES.relativize(file).toString().replace('/', '.');
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - ".class".length()),
                        false,
                        getClass().getClassLoader());
                Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Requirement.class))
                        .forEach(tests::add);
            }
        }
        return tests;
    }

    private Stream<Evidence> evidence(Method test) {
        return IntStream.of(test.getAnnotation(Requirement.class).value())
                .mapToObj(number -> new Evidence(number, module, name(test)));
    }

    /** As it stands on the page. */
    private static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }
}

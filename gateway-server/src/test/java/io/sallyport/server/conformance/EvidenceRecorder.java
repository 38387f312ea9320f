package io.sallyport.server.conformance;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Collects what becomes of the tests that are tagged with {@link Requirement}, in this JVM. Thread-safe. */
final class EvidenceRecorder implements TestWatcher {
    private static final Map<Method, Evidence.Outcome> OUTCOMES = new ConcurrentHashMap<>();

    /** What has been collected so far, as of this module. */
    static List<Evidence> evidence(String module) {
        return OUTCOMES.entrySet().stream()
                .flatMap(entry -> IntStream.of(
                                entry.getKey().getAnnotation(Requirement.class).value())
                        .mapToObj(number -> new Evidence(number, module, name(entry.getKey()), entry.getValue())))
                .sorted(Evidence.ORDER)
                .toList();
    }

    /** As it stands on the page. */
    static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        record(context, Evidence.Outcome.PASSED);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, Evidence.Outcome.FAILED);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, Evidence.Outcome.SKIPPED);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, Evidence.Outcome.SKIPPED);
    }

    private static void record(ExtensionContext context, Evidence.Outcome outcome) {
        OUTCOMES.merge(context.getRequiredTestMethod(), outcome, Evidence.Outcome::and);
    }
}

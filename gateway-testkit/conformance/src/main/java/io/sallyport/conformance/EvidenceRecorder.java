package io.sallyport.conformance;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Collects what becomes of the tests that are tagged with {@link Requirement}, in this JVM. Thread-safe. */
final class EvidenceRecorder implements TestWatcher {
    private static final Map<Method, Boolean> PASSED = new ConcurrentHashMap<>();

    /** Whether it has run and done nothing but pass, however often. */
    static boolean hasPassed(Method test) {
        return PASSED.getOrDefault(test, false);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        record(context, true);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, false);
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, false);
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, false);
    }

    private static void record(ExtensionContext context, boolean passed) {
        PASSED.merge(context.getRequiredTestMethod(), passed, Boolean::logicalAnd);
    }
}

package io.sallyport.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test in the lab's network: it needs root, namespaces, and programs. Where they are not, {@link NotRun} says so. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsLab.Condition.class)
public @interface NeedsLab {

    /** Programs beside those that the lab itself is built with. */
    String[] programs() default {};

    /** Made by JUnit; asked for the class and again for each of its methods. */
    final class Condition implements ExecutionCondition {
        private static final ConcurrentMap<List<String>, Optional<String>> ANSWERS = new ConcurrentHashMap<>();

        public Condition() {}

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> test = context.getRequiredTestClass();
            List<String> programs = new ArrayList<>(List.of("ip", "nft", "openssl"));
            AnnotationSupport.findAnnotation(test, NeedsLab.class)
                    .ifPresent(needs -> programs.addAll(List.of(needs.programs())));
            Optional<String> obstacle = ANSWERS.computeIfAbsent(programs, Condition::obstacle);
            if (obstacle.isEmpty()) {
                return ConditionEvaluationResult.enabled("the lab is possible");
            }
            NotRun.tell(test.getSimpleName(), obstacle.get());
            return ConditionEvaluationResult.disabled(obstacle.get());
        }

        private static Optional<String> obstacle(List<String> programs) {
            try {
                LabProgram.requireRootAnd(programs);
                Namespace.create(0, "probe").close();
                return Cgroup.parent().isPresent()
                        ? Optional.empty()
                        : Optional.of("no writable cgroup v2 hierarchy is mounted");
            } catch (LabFailure e) {
                return Optional.of(String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; "));
            }
        }
    }
}

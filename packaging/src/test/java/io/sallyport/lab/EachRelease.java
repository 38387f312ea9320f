package io.sallyport.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** A test that is run with the programs of each {@link DebianRelease}; those that cannot be had are told. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(EachRelease.Releases.class)
public @interface EachRelease {

    /** Made by JUnit. */
    final class Releases implements ArgumentsProvider {
        public Releases() {}

        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            String test = context.getRequiredTestClass().getSimpleName() + "."
                    + context.getRequiredTestMethod().getName();
            return there(test).stream().map(Arguments::of);
        }

        /**
         * Those whose programs are there.
         *
         * @param test for whom the others are told
         */
        public static List<DebianRelease> there(String test) {
            return Arrays.stream(DebianRelease.values())
                    .filter(release -> isThere(release, test))
                    .toList();
        }

        private static boolean isThere(DebianRelease release, String test) {
            try {
                Programs.of(release);
                return true;
            } catch (LabFailure e) {
                String why = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
                NotRun.tell(test + " with " + release, "its programs cannot be had: " + why);
                return false;
            }
        }
    }
}

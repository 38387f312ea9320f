package io.sallyport.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface ConfigResult {

    /** A configuration that is right as far as this module can tell. */
    record Valid(GatewayConfig config, SourceMap sources) implements ConfigResult {}

    /**
     * Nothing of the file may be used.
     *
     * @param problems all of them, top to bottom; at least one
     */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("problems: none (expected: at least one)");
            }
            problems = problems.stream().sorted().distinct().toList();
        }
    }
}
